import { expect, it } from 'vitest';
import { uploadPolicy } from '../../../main/desktop/ram-policy.ts';

it.each([
  ['photos/2026/', 'acs:oss:*:*:my-bucket/photos/2026/*'],
  ['', 'acs:oss:*:*:my-bucket/*'],
  ['a"b/', 'acs:oss:*:*:my-bucket/a"b/*'],
])('the policy for the prefix %j allows uploads to %s and nothing else', (prefix, resource) => {
  expect(JSON.parse(uploadPolicy({ bucket: 'my-bucket', prefix }))).toEqual({
    Version: '1',
    Statement: [
      {
        Effect: 'Allow',
        Action: ['oss:PutObject', 'oss:ListParts', 'oss:AbortMultipartUpload'],
        Resource: [resource],
      },
    ],
  });
});
