import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAccountClients } from '../../../../main/oss/ali-oss/account-clients.ts';
import { objectRequest } from '../../../../main/oss/ali-oss/object-request.ts';
import { createObjectStore } from '../../../../main/oss/object-store.ts';
import { putHeaders } from '../../../../main/oss/requests/object-headers.ts';
import { authorizationV4 } from '../../../../main/signature/sign-v4.ts';
import type { Account } from '../../../../shared/transfer.ts';
import { unsendableKey } from '../../../../shared/upload/object-key.ts';
import {
  fixedCredentials,
  someAccount,
  someContext,
  someRange,
} from '../../../helpers/oss-account.ts';
import { createScriptedTransport } from '../../../helpers/doubles/scripted-transport.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 20 });
const segment = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const key = fc
  .array(segment, { minLength: 1, maxLength: 4 })
  .map((segments) =>
    segments
      .join('/')
      .toWellFormed()
      .replace(/^[/\\]+/, 'x'),
  )
  // For such a key neither of them sends a request.
  .filter((name) => unsendableKey(name) === undefined);
const addresses: fc.Arbitrary<Pick<Account, 'endpoint' | 'addressing'>> = fc.constantFrom(
  { endpoint: 'https://oss-cn-hangzhou.aliyuncs.com', addressing: 'virtual-host' },
  { endpoint: 'http://oss.example.com:8080', addressing: 'path' },
  { endpoint: 'https://files.example.com', addressing: 'custom-domain' },
  { endpoint: 'http://127.0.0.1:9000', addressing: 'virtual-host' },
  { endpoint: 'http://127.0.0.1:9000', addressing: 'path' },
);
const options = fc.record({
  meta: fc.dictionary(
    fc.constantFrom('mtime', 'a'),
    text.filter((one) => one.trim() !== ''),
  ),
  mime: fc.constantFrom('text/plain', 'image/jpeg'),
  forbidOverwrite: fc.boolean(),
});

/** The value of each header by its lower-case name. */
function byName(headers: Readonly<Record<string, string>>): Record<string, string> {
  const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return Object.fromEntries(named) as Record<string, string>;
}

function inLatin1(headers: Readonly<Record<string, string>>): Record<string, string> {
  const encoded = Object.entries(headers).map(([name, value]) => [
    name,
    Buffer.from(value).toString('latin1'),
  ]);
  return Object.fromEntries(encoded) as Record<string, string>;
}

describe('objectRequest', () => {
  it('builds and signs a PutObject exactly as ali-oss does', async () => {
    const run = async (
      address: Pick<Account, 'endpoint' | 'addressing'>,
      name: string,
      object: Parameters<typeof putHeaders>[0],
      securityToken: string | undefined,
    ) => {
      const account = { ...someAccount, ...address, region: 'cn-hangzhou' };
      const keys = { accessKeyId: 'id', accessKeySecret: 'secret' };
      const credentials = fixedCredentials({
        ...keys,
        ...(securityToken !== undefined && { securityToken }),
      });
      const transport = createScriptedTransport();
      const clients = createAccountClients({ accounts: () => account, credentials, transport });
      const session = await clients.session(account.id, 'bucket');
      const store = createObjectStore({ accounts: () => account, credentials, transport });
      const target = { accountId: account.id, bucket: 'bucket', key: name };
      const sending = store.put(target, someRange(0, 9), object, someContext());
      const theirs = await transport.nextRequest();
      theirs.failWith({});
      await sending.catch(() => undefined);
      const given = { ...putHeaders(object), 'Content-MD5': 'md5-0-9' };
      const ours = objectRequest(session, 'bucket', name, given);
      const sent = byName(theirs.request.headers);
      const { authorization, 'x-oss-date': date = '', ...others } = sent;
      expect(byName(inLatin1(ours.headers))).toEqual(others);
      // ali-oss escapes some characters less; both paths are the same name.
      expect(decodeURIComponent(ours.url)).toBe(decodeURIComponent(theirs.request.url));
      const headers = { ...ours.headers, 'x-oss-date': date };
      const scope = session.signer.scopeOf(date.slice(0, 8));
      const signable = { method: 'PUT', bucket: 'bucket', key: name, headers };
      expect(authorizationV4(signable, scope)).toBe(authorization);
    };
    await fc.assert(
      fc.asyncProperty(addresses, key, options, fc.option(fc.constant('token')), (...given) => {
        const [address, name, object, token] = given;
        return run(address, name, object, token ?? undefined);
      }),
      { numRuns: 1000 },
    );
  });
});
