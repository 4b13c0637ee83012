import { expect, it } from 'vitest';
import { isPolicyWider, uploadPolicy } from '../../../shared/upload/ram-policy.ts';

const resourceOf = (policy: string): unknown =>
  (JSON.parse(policy) as { Statement: { Resource: unknown }[] }).Statement[0]?.Resource;

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

it('the policy for one object names that object only', () => {
  const policy = uploadPolicy({ bucket: 'my-bucket', key: 'in/today.csv' });
  expect(resourceOf(policy)).toEqual(['acs:oss:*:*:my-bucket/in/today.csv']);
});

it('a star or a question mark of the place makes the policy wider', () => {
  const wider = ['', 'photos/', 'a*/', 'why?/'].map((prefix) =>
    isPolicyWider({ bucket: 'my-bucket', prefix }),
  );
  expect(wider).toEqual([false, false, true, true]);
  expect(isPolicyWider({ bucket: 'my-bucket', key: 'a*.csv' })).toBe(true);
});
