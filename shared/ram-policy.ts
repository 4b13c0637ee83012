import type { Destination } from './transfer.ts';

/** Where the uploads go: everything under a prefix, or one object. */
export type PolicyTarget =
  Pick<Destination, 'bucket' | 'prefix'> | { readonly bucket: string; readonly key: string };

/**
 * The RAM policy that is just enough to upload to a place, as JSON text to paste into the console.
 * `oss:GetObject` is not in it: only what asks OSS about an object that exists needs it.
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
 * Whether the policy permits more than the place itself. In RAM `*` stands for any text and `?`
 * for any character, and there is no way to write a key that holds them as they are.
 *
 * https://www.alibabacloud.com/help/en/oss/user-guide/authorization-syntax-and-elements
 */
export function isPolicyWider(target: PolicyTarget): boolean {
  return /[*?]/.test('key' in target ? target.key : target.prefix);
}
