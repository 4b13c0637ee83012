import { expect, it } from 'vitest';
import { readSecrets } from '../../shared/secrets.ts';

const keys = { accessKeyId: 'id', accessKeySecret: 'secret' };

it('reads keys as they were sealed, and nothing else', () => {
  const whole = { ...keys, securityToken: 'token', expiresAt: 5 };
  const others = [null, 'id', {}, { ...keys, accessKeyId: '' }, { ...keys, expiresAt: '5' }];
  expect([keys, whole, ...others, { ...keys, more: 1 }].map(readSecrets)).toEqual([
    keys,
    whole,
    ...others.map(() => undefined),
    undefined,
  ]);
});
