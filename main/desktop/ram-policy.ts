import type { Destination } from '../../shared/transfer.ts';

/**
 * The RAM policy that is just enough to upload to a destination, as JSON text to paste into the
 * console. `oss:GetObject` is asked for separately: only a HEAD after a lost answer needs it.
 *
 * https://www.alibabacloud.com/help/en/oss/user-guide/ram-policy
 */
export function uploadPolicy({ bucket, prefix }: Pick<Destination, 'bucket' | 'prefix'>): string {
  const objects = [`acs:oss:*:*:${bucket}/${prefix}*`];
  const policy = {
    Version: '1',
    Statement: [
      {
        Effect: 'Allow',
        Action: ['oss:PutObject', 'oss:ListParts', 'oss:AbortMultipartUpload'],
        Resource: objects,
      },
    ],
  };
  return JSON.stringify(policy, undefined, 2);
}
