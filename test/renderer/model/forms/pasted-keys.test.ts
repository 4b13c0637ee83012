import { describe, expect, it } from 'vitest';
import { fillPasted } from '../../../../renderer/model/forms/fill-pasted.ts';
import { pastedKeys } from '../../../../renderer/model/forms/pasted-keys.ts';

const keys = { accessKeyId: 'LTAI5tExample', accessKeySecret: 'ExampleSecret+/=' };
const { accessKeyId: id, accessKeySecret: secret } = keys;

describe('pasted text', () => {
  it.each([
    [
      'the file of ossutil 1',
      `[Credentials]\nlanguage=EN\nendpoint = oss-cn-beijing.aliyuncs.com\naccessKeyID=${id}\naccessKeySecret=${secret}\n`,
      { name: '', ...keys, endpoint: 'oss-cn-beijing.aliyuncs.com' },
    ],
    [
      'the file of ossutil 2',
      `[default]\naccessKeyID = ${id}\r\naccessKeySecret = ${secret}\nregion = cn-beijing\nstsToken=T/+=\n`,
      { name: 'default', ...keys, region: 'cn-beijing', securityToken: 'T/+=' },
    ],
    [
      'the CSV of the console',
      `\uFEFF"AccessKey ID","AccessKey Secret"\r\n"${id}","${secret}"\r\n`,
      { name: '', ...keys },
    ],
    [
      'the CSV of a RAM user',
      `User Name,AccessKey ID,AccessKey Secret\nuploader,${id},${secret}`,
      { name: 'uploader', ...keys },
    ],
    [
      'lines for a shell',
      `export OSS_ACCESS_KEY_ID="${id}"\nexport OSS_ACCESS_KEY_SECRET='${secret}'\nOSS_SESSION_TOKEN=t\nOSS_REGION=oss-cn-beijing`,
      { name: '', ...keys, securityToken: 't', region: 'cn-beijing' },
    ],
    [
      'lines for PowerShell and cmd',
      `$env:ALIBABA_CLOUD_ACCESS_KEY_ID = "${id}"\nset ALIBABA_CLOUD_ACCESS_KEY_SECRET=${secret}`,
      { name: '', ...keys },
    ],
    [
      'lines that a person wrote',
      `AccessKey ID: ${id}\nAccessKey Secret：${secret}`,
      { name: '', ...keys },
    ],
    [
      'the answer of AssumeRole',
      JSON.stringify({
        RequestId: 'x',
        Credentials: { AccessKeyId: id, AccessKeySecret: secret, SecurityToken: 't' },
      }),
      { name: 'Credentials', ...keys, securityToken: 't' },
    ],
    [
      'options of an SDK',
      JSON.stringify({ ...keys, region: 'oss-cn-beijing' }),
      {
        name: '',
        ...keys,
        region: 'cn-beijing',
      },
    ],
  ])('is recognized: %s', (_, text, expected) => {
    expect(pastedKeys(text)).toEqual([expected]);
  });

  it('may hold several profiles', () => {
    const profiles = ['work', 'home'].map((name) => ({
      name,
      access_key_id: id,
      access_key_secret: secret,
      region_id: 'cn-beijing',
    }));
    expect(
      pastedKeys(JSON.stringify({ current: 'work', profiles })).map(({ name }) => name),
    ).toEqual(['work', 'home']);
    const section = `accessKeyID=${id}\naccessKeySecret=${secret}\n`;
    expect(
      pastedKeys(`[profile a]\n${section}[profile b]\n${section}`).map(({ name }) => name),
    ).toEqual(['a', 'b']);
  });

  it.each(['', id, `${id}\n${secret}`, '{"accessKeyId":', 'accessKeyID=only', 'a,b\nc,d', '[]'])(
    'is left alone: %j',
    (text) => {
      expect(pastedKeys(text)).toEqual([]);
    },
  );
});

describe('the form', () => {
  it.each([
    [{ region: 'cn-beijing' }, { region: 'cn-beijing', network: 'public' }],
    [
      { endpoint: 'oss-cn-beijing-internal.aliyuncs.com' },
      { region: 'cn-beijing', network: 'internal' },
    ],
    [
      { endpoint: 'https://oss-accelerate.aliyuncs.com', region: 'cn-beijing' },
      { region: 'cn-beijing', network: 'accelerate' },
    ],
    [
      { endpoint: 'http://127.0.0.1:81', region: 'cn-beijing' },
      { region: 'cn-beijing', network: 'custom', endpoint: 'http://127.0.0.1:81' },
    ],
  ])('takes %j as %j', (place, fields) => {
    expect(fillPasted({ name: '', ...keys, ...place })).toEqual({
      ...keys,
      keyKind: 'permanent',
      securityToken: '',
      ...fields,
    });
  });

  it('becomes one for temporary keys with a token', () => {
    expect(fillPasted({ name: 'a', ...keys, securityToken: 't' })).toMatchObject({
      name: 'a',
      keyKind: 'temporary',
      securityToken: 't',
    });
  });
});
