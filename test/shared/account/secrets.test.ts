import { expect, it } from 'vitest';
import { readProxyPassword, readSecrets } from '../../../shared/account/secrets.ts';

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

it("reads a proxy's password, as an account's keys too, which it once was", () => {
  const password = { userName: '', password: 'secret' };
  const others = [undefined, null, 'secret', { userName: 'id' }, { ...password, more: 1 }];
  expect([password, keys, ...others].map(readProxyPassword)).toEqual([
    password,
    { userName: 'id', password: 'secret' },
    ...others.map(() => undefined),
  ]);
});
