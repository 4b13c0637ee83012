import { generate } from 'selfsigned';
import { describe, expect, it } from 'vitest';
import { expectDone, expectFailed, requests } from '../../helpers/expect-transfer.ts';
import { startFerryUnderTest } from '../../helpers/ferry-under-test.ts';
import { KiB } from '../../helpers/quick-settings.ts';
import { accountFor, accountId } from '../../helpers/sandbox-account.ts';
import { startListeningServer } from '../../helpers/servers/listening-server.ts';
import { noise } from '../../helpers/source-content.ts';

const small = noise(KiB);
const threeParts = noise(250 * KiB);

describe('who stands between Ferry and OSS', () => {
  it('row 10: a proxy that wants a password is asked once, and everything waits for it', async () => {
    const proxy = await startListeningServer(407, 'Who are you?');
    const ferry = await startFerryUnderTest({
      settings: { proxy: { mode: 'manual', url: proxy.origin }, smallFilesAtOnce: 1 },
    });
    // This computer itself is never reached through a proxy.
    const account = accountFor(ferry.sandbox);
    await ferry.engine.saveAccount({ ...account, endpoint: 'http://oss.example.com' });
    const names = ['1.txt', '2.txt', '3.txt'];
    await ferry.add(names.map((name) => ferry.write(name, small)));
    expect(await ferry.engine.settled()).toEqual({ waitingFor: ['proxy'] });
    expect(proxy.heard).toHaveLength(1);
    expect(ferry.sandbox.journal.entries).toEqual([]);
    await ferry.engine.saveAccount(account);
    await ferry.engine.changeSettings({ proxy: { mode: 'none' } });
    await ferry.engine.unblock(accountId);
    await ferry.cleanedUp();
    for (const name of names) await expectDone(ferry, name, small);
  });

  it('row 12: a certificate of an unknown issuer ends the connection before a byte is sent', async () => {
    const pems = await generate([{ name: 'commonName', value: 'Middle Man' }]);
    const ferry = await startFerryUnderTest({
      sandbox: { tls: { key: pems.private, cert: pems.cert } },
    });
    await ferry.add(ferry.write('note.txt', small));
    expect(await ferry.engine.settled()).toEqual({ waitingFor: ['certificate'] });
    expect((await ferry.row('note.txt')).state).toMatchObject({
      error: {
        code: 'certificate-rejected',
        detail: expect.stringContaining('Middle Man') as string,
      },
    });
    expect(ferry.sandbox.journal.entries).toEqual([]);
  });

  it.each([
    ['entities', '<!DOCTYPE a [<!ENTITY b "bbbb">]><InitiateMultipartUploadResult>&b;'],
    ['a depth without end', '<a>'.repeat(100_000)],
    ['another root', '<Result><UploadId>0123456789ABCDEF</UploadId></Result>'],
    ['more than the limit', `<InitiateMultipartUploadResult>${'x'.repeat(5 * 1024 * KiB)}`],
  ])('row 51: a response in XML with %s is a fault and no success', async (_what, xml) => {
    const ferry = await startFerryUnderTest({ settings: { retryBudget: 1 } });
    ferry.sandbox.faults.add({
      when: { operation: 'InitiateMultipartUpload' },
      times: Infinity,
      fault: {
        kind: 'answer',
        status: 200,
        headers: { 'Content-Type': 'application/xml', 'x-oss-request-id': 'A'.repeat(24) },
        body: xml,
      },
    });
    await ferry.add(ferry.write('film.mp4', threeParts));
    await ferry.cleanedUp();
    await expectFailed(ferry, 'film.mp4', { code: 'unexpected-answer' });
    expect(requests(ferry.sandbox, 'UploadPart').arrived).toBe(0);
  });
});
