import type { Destination } from '../transfer.ts';

/** The target of the uploads: everything under a prefix, or one object. */
type PolicyTarget =
  Pick<Destination, 'bucket' | 'prefix'> | { readonly bucket: string; readonly key: string };

/**
 * The minimal RAM policy for uploads to a destination, as JSON text to paste into the console. It
 * omits `oss:GetObject`, because only checks of an existing object need it.
 *
 * https://www.alibabacloud.com/help/en/oss/user-guide/ram-policy
 */
export function uploadPolicy(target: PolicyTarget): string {
  const keys = 'key' in target ? target.key : `${target.prefix}*`;
  const policy = {
    Version: '1',
    Statement: [
      {
        Effect: 'Allow',
        Action: ['oss:PutObject', 'oss:ListParts', 'oss:AbortMultipartUpload'],
        Resource: [`acs:oss:*:*:${target.bucket}/${keys}`],
      },
    ],
  };
  return JSON.stringify(policy, undefined, 2);
}

/**
 * True when the policy permits more than the destination itself. In RAM `*` matches any text and
 * `?` matches any character. A policy cannot escape them in a key.
 *
 * https://www.alibabacloud.com/help/en/oss/user-guide/authorization-syntax-and-elements
 */
export function isPolicyWider(target: PolicyTarget): boolean {
  return /[*?]/.test('key' in target ? target.key : target.prefix);
}
