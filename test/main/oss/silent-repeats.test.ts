import { describe, expect, it } from 'vitest';
import type { Credentials, CredentialSet } from '../../../main/engine/ports/credentials.ts';
import { TransferError } from '../../../shared/errors.ts';
import type { TransportRequest } from '../../../main/transfer/transport.ts';
import { ossResponse, ossError } from '../../helpers/oss-responses.ts';
import { noOptions, someContext, someRange, someTarget } from '../../helpers/oss-account.ts';
import { rejectionOf, scriptedStore } from './scripted-store.ts';

const hour = 3_600_000;

/** The moment a request says it was signed at. */
function signedAt({ headers }: TransportRequest): number {
  const [, year, month, day, hours, minutes, seconds] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(headers['x-oss-date'] ?? '') ?? [];
  return Date.parse(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`);
}

function skewed(offset: number): ReturnType<typeof ossError> {
  const ServerTime = new Date(Date.now() + offset).toISOString();
  return ossError(403, 'RequestTimeTooSkewed', {
    MaxAllowedSkewMilliseconds: '900000',
    ServerTime,
  });
}

describe('a wrong clock', () => {
  it("is corrected once by the server's time, for this and all later requests", async () => {
    const corrections: [string, number][] = [];
    const { store, transport } = scriptedStore({
      onClockCorrected: (accountId, offset) => corrections.push([accountId, offset]),
    });
    const put = store.put(someTarget, undefined, noOptions, someContext());
    const first = await transport.nextRequest();
    first.respondWith(skewed(hour));
    const second = await transport.nextRequest();
    second.respondWith(ossResponse());
    await put;
    expect(Math.abs(signedAt(second.request) - signedAt(first.request) - hour)).toBeLessThan(9000);

    const other = { ...someTarget, bucket: 'other-bucket' };
    const later = store.put(other, undefined, noOptions, someContext());
    const third = await transport.nextRequest();
    third.respondWith(ossResponse());
    await later;
    expect(signedAt(third.request)).toBeGreaterThanOrEqual(signedAt(second.request));

    expect(corrections.map(([accountId]) => accountId)).toEqual([someTarget.accountId]);
    expect(Math.abs((corrections[0]?.[1] ?? 0) - hour)).toBeLessThan(9000);
  });

  it('that is refused again is reported with its offset', async () => {
    const { store, transport } = scriptedStore();
    const put = store.put(someTarget, undefined, noOptions, someContext());
    (await transport.nextRequest()).respondWith(skewed(-hour));
    (await transport.nextRequest()).respondWith(skewed(-hour));
    const record = await rejectionOf(put);
    expect(record).toMatchObject({ code: 'clock-skewed', ossCode: 'RequestTimeTooSkewed' });
    expect(Math.abs((record.clockOffset ?? 0) + hour)).toBeLessThan(9000);
    expect(transport.sent()).toBe(2);
  });

  it('is told from the Date header where a response has no body', async () => {
    const { store, transport } = scriptedStore();
    const head = store.head(someTarget, someContext());
    const date = new Date(Date.now() + hour).toUTCString();
    const refusal = ossError(403, 'RequestTimeTooSkewed', {}, { date });
    (await transport.nextRequest()).respondWith({ ...refusal, body: new Uint8Array() });
    const again = await transport.nextRequest();
    again.respondWith({ status: 404, headers: refusal.headers ?? {} });
    expect(await head).toBeUndefined();
    expect(signedAt(again.request) - Date.now()).toBeGreaterThan(hour / 2);
  });

  it('without a time of the server is reported at once', async () => {
    const { store, transport } = scriptedStore();
    const put = store.put(someTarget, undefined, noOptions, someContext());
    (await transport.nextRequest()).respondWith(ossError(403, 'RequestTimeTooSkewed'));
    expect(await rejectionOf(put)).toMatchObject({ code: 'clock-skewed' });
    expect(transport.sent()).toBe(1);
  });
});

describe('an expired token', () => {
  const old = { accessKeyId: 'old-id', accessKeySecret: 'old-secret', securityToken: 'old-token' };
  const renewed = {
    accessKeyId: 'new-id',
    accessKeySecret: 'new-secret',
    securityToken: 'new-token',
  };

  function renewable(renew: Credentials['renew']): Credentials & { refused: CredentialSet[] } {
    let current: CredentialSet = old;
    const refused: CredentialSet[] = [];
    return {
      refused,
      current: () => Promise.resolve(current),
      renew: async (accountId, set) => {
        refused.push(set);
        current = await renew(accountId, set);
        return current;
      },
      onChanged: () => () => undefined,
    };
  }

  it.each(['SecurityTokenExpired', 'InvalidSecurityToken'])(
    'is renewed once after %s, and the same call made again',
    async (ossCode) => {
      const credentials = renewable(() => Promise.resolve(renewed));
      const { store, transport } = scriptedStore({ credentials });
      const uploaded = store.uploadPart(someTarget, 'U1', 1, someRange(0, 9), someContext());
      const first = await transport.nextRequest();
      first.respondWith(ossError(403, ossCode));
      const second = await transport.nextRequest();
      second.respondWith(ossResponse());
      await uploaded;
      expect(credentials.refused).toEqual([old]);
      expect(first.request.headers['x-oss-security-token']).toBe('old-token');
      expect(second.request.headers['x-oss-security-token']).toBe('new-token');
      expect(second.request.headers['authorization']).toContain('Credential=new-id/');
      expect(second.request.url).toBe(first.request.url);
    },
  );

  it('is replaced also when nothing but the token is new', async () => {
    const credentials = renewable(() => Promise.resolve({ ...old, securityToken: 'newer-token' }));
    const { store, transport } = scriptedStore({ credentials });
    const put = store.put(someTarget, undefined, noOptions, someContext());
    (await transport.nextRequest()).respondWith(ossError(403, 'SecurityTokenExpired'));
    const { request, respondWith } = await transport.nextRequest();
    respondWith(ossResponse());
    await put;
    expect(request.headers['x-oss-security-token']).toBe('newer-token');
  });

  it('that cannot be renewed is reported as OSS reported it', async () => {
    const credentials = renewable(() =>
      Promise.reject(new TransferError({ code: 'credentials-expired', detail: 'nothing newer' })),
    );
    const { store, transport } = scriptedStore({ credentials });
    const put = store.put(someTarget, undefined, noOptions, someContext());
    (await transport.nextRequest()).respondWith(ossError(403, 'SecurityTokenExpired'));
    expect(await rejectionOf(put)).toMatchObject({
      code: 'credentials-expired',
      ossCode: 'SecurityTokenExpired',
    });
  });

  it('is not renewed twice for one call', async () => {
    const credentials = renewable(() => Promise.resolve(renewed));
    const { store, transport } = scriptedStore({ credentials });
    const put = store.put(someTarget, undefined, noOptions, someContext());
    (await transport.nextRequest()).respondWith(ossError(403, 'SecurityTokenExpired'));
    (await transport.nextRequest()).respondWith(ossError(403, 'SecurityTokenExpired'));
    expect(await rejectionOf(put)).toMatchObject({ code: 'credentials-expired' });
    expect(credentials.refused).toHaveLength(1);
  });

  it('and a wrong clock may both be mended in one call', async () => {
    const credentials = renewable(() => Promise.resolve(renewed));
    const { store, transport } = scriptedStore({ credentials });
    const put = store.put(someTarget, undefined, noOptions, someContext());
    (await transport.nextRequest()).respondWith(skewed(hour));
    (await transport.nextRequest()).respondWith(ossError(403, 'SecurityTokenExpired'));
    const third = await transport.nextRequest();
    third.respondWith(ossResponse());
    await put;
    expect(signedAt(third.request) - Date.now()).toBeGreaterThan(hour / 2);
    expect(third.request.headers['authorization']).toContain('Credential=new-id/');
  });

  it('missing credentials are reported before anything is sent', async () => {
    const missing = new TransferError({ code: 'credentials-missing' });
    const credentials = {
      ...renewable(() => Promise.resolve(old)),
      current: () => Promise.reject(missing),
    };
    const { store, transport } = scriptedStore({ credentials });
    const put = store.put(someTarget, undefined, noOptions, someContext());
    expect((await rejectionOf(put)).code).toBe('credentials-missing');
    expect(transport.sent()).toBe(0);
  });
});

describe('other errors', () => {
  it.each(['AccessDenied', 'SignatureDoesNotMatch', 'InternalError'])(
    '%s is not repeated',
    async (ossCode) => {
      const { store, transport } = scriptedStore();
      const put = store.put(someTarget, undefined, noOptions, someContext());
      (await transport.nextRequest()).respondWith(ossError(403, ossCode));
      await rejectionOf(put);
      expect(transport.sent()).toBe(1);
    },
  );
});
