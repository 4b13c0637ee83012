import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createAccountClients,
  fileDestination,
} from '../../../../main/oss/ali-oss/account-clients.ts';
import { createObjectStore } from '../../../../main/oss/object-store.ts';
import { putHeaders } from '../../../../main/oss/requests/object-headers.ts';
import { signFile } from '../../../../main/transfer/workers/send-file.ts';
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

/** The time of an `x-oss-date`, milliseconds since 1970. */
function readDate(date: string): number {
  const [year, month, day, hour, minute, second] = [0, 4, 6, 9, 11, 13].map((start) =>
    Number(date.slice(start, start === 0 ? 4 : start + 2)),
  );
  return Date.UTC(year ?? 0, (month ?? 0) - 1, day, hour, minute, second);
}

const noIdentity = { device: '1', inode: '1', size: 9, modified: '1', changed: '1' };

describe('the request of a small file', () => {
  it('is built and signed exactly as ali-oss does', async () => {
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
      const file = { path: '', identity: noIdentity, key: name, headers: putHeaders(object) };
      const destination = fileDestination(session, 'bucket');
      const sent = byName(theirs.request.headers);
      const now = readDate(sent['x-oss-date'] ?? '');
      const ours = signFile({ ...file, destination, idleTimeout: 1 }, 'md5-0-9', now);
      expect(byName(ours?.headers ?? {})).toEqual(sent);
      // ali-oss escapes some characters less; both paths are the same name.
      expect(decodeURIComponent(ours?.url ?? '')).toBe(decodeURIComponent(theirs.request.url));
    };
    await fc.assert(
      fc.asyncProperty(addresses, key, options, fc.option(fc.constant('token')), (...given) => {
        const [address, name, object, token] = given;
        return run(address, name, object, token ?? undefined);
      }),
      { numRuns: 1000 },
    );
  });

  it('shares one destination with other files, until the clock of the account is corrected', async () => {
    const keys = fixedCredentials({ accessKeyId: 'id', accessKeySecret: 'secret' });
    const transport = createScriptedTransport();
    const clients = createAccountClients({
      ...{ accounts: () => someAccount, credentials: keys, transport },
    });
    const ofSession = async () =>
      fileDestination(await clients.session(someAccount.id, 'bucket'), 'bucket');
    const first = await ofSession();
    expect(await ofSession()).toBe(first);
    clients.correctClock(someAccount.id, 3_600_000);
    expect((await ofSession()).clockOffset).toBe(3_600_000);
  });
});
