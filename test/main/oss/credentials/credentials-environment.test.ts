import { describe, expect, it } from 'vitest';
import { createEnvironmentCredentials } from '../../../../main/oss/credentials/credentials-environment.ts';
import { rejectionOf } from '../scripted-store.ts';

const full = { OSS_ACCESS_KEY_ID: ' id ', OSS_ACCESS_KEY_SECRET: 'secret', OSS_SESSION_TOKEN: 't' };

describe('createEnvironmentCredentials', () => {
  it('reads the variables', async () => {
    expect(await createEnvironmentCredentials(full).current('a')).toEqual({
      accessKeyId: 'id',
      accessKeySecret: 'secret',
      securityToken: 't',
    });
    const withoutToken = createEnvironmentCredentials({ ...full, OSS_SESSION_TOKEN: '' });
    expect(await withoutToken.current('a')).toEqual({
      accessKeyId: 'id',
      accessKeySecret: 'secret',
    });
  });

  it.each(['OSS_ACCESS_KEY_ID', 'OSS_ACCESS_KEY_SECRET'])(
    'names %s when it is missing',
    async (name) => {
      const credentials = createEnvironmentCredentials({ ...full, [name]: ' ' });
      const record = await rejectionOf(credentials.current('a'));
      expect(record.code).toBe('credentials-missing');
      expect(record.detail).toContain(name);
    },
  );

  it('has nothing newer than what was refused', async () => {
    const credentials = createEnvironmentCredentials(full);
    const refused = await credentials.current('a');
    expect((await rejectionOf(credentials.renew('a', refused))).code).toBe('credentials-expired');
    expect(await credentials.renew('a', { ...refused, securityToken: 'older' })).toEqual(refused);
  });
});
