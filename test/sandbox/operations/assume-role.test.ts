import { expect, it } from 'vitest';
import { aliOss, connect } from '../helpers/ali-oss.ts';
import { startForTest, useSandbox } from '../helpers/temporary-sandbox.ts';

const sandbox = useSandbox();

async function assume(policy?: object, secret = sandbox().accessKeySecret) {
  const { endpoint, accessKeyId } = sandbox();
  const sts = new aliOss.STS({ endpoint, accessKeyId, accessKeySecret: secret });
  const { credentials } = await sts.assumeRole('acs:ram::1:role/any', policy, 900);
  return {
    accessKeyId: credentials.AccessKeyId,
    accessKeySecret: credentials.AccessKeySecret,
    stsToken: credentials.SecurityToken,
  };
}

it('hands out credentials that work', async () => {
  const client = connect(sandbox(), await assume());
  await client.put('with-token', Buffer.from('x'));
  expect((await client.get('with-token')).content.toString()).toBe('x');
});

it('narrows them by a policy', async () => {
  const client = connect(
    sandbox(),
    await assume({
      Version: '1',
      Statement: [
        {
          Effect: 'Allow',
          Action: ['oss:PutObject'],
          Resource: ['acs:oss:*:*:ferry-sandbox/up/*'],
        },
      ],
    }),
  );
  await client.put('up/allowed', Buffer.from('x'));
  await expect(client.put('down', Buffer.from('x'))).rejects.toMatchObject({
    code: 'AccessDenied',
    status: 403,
    message: expect.stringContaining('oss:PutObject') as string,
  });
  await expect(client.deleteMulti(['up/allowed'])).rejects.toThrow(
    /Access denied by authorizer's policy/,
  );
});

it('refuses a wrong secret and a policy without statements', async () => {
  await expect(assume(undefined, 'wrong')).rejects.toThrow(/SignatureDoesNotMatch/);
  await expect(assume({ Statements: [] })).rejects.toThrow(/InvalidParameter.PolicyGrammar/);
});

it('makes tokens that end', async () => {
  let now = Date.now();
  const own = await startForTest({ now: () => now });
  const { endpoint, accessKeyId, accessKeySecret } = own;
  const sts = new aliOss.STS({ endpoint, accessKeyId, accessKeySecret });
  const { credentials } = await sts.assumeRole('acs:ram::1:role/any', undefined, 60);
  const client = connect(own, {
    accessKeyId: credentials.AccessKeyId,
    accessKeySecret: credentials.AccessKeySecret,
    stsToken: credentials.SecurityToken,
  });
  await client.put('x', Buffer.from('x'));
  now += 61_000;
  await expect(client.put('x', Buffer.from('x'))).rejects.toMatchObject({
    code: 'SecurityTokenExpired',
    status: 403,
  });
});
