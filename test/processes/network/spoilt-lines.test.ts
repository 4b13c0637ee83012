import { describe, expect, it, onTestFinished } from 'vitest';
import { startFaultProxy, type FaultProxyOptions } from '../../fault-proxy/fault-proxy.ts';
import { startPasswordProxy } from '../../fault-proxy/password-proxy.ts';
import { expectDone, loggedErrors, partsSent } from '../../helpers/expect-transfer.ts';
import {
  startFerryUnderTest,
  type FerryOptions,
  type FerryUnderTest,
} from '../../helpers/ferry-under-test.ts';
import { KiB, MiB } from '../../helpers/quick-settings.ts';
import { accountFor, accountId } from '../../helpers/sandbox-account.ts';
import { noise } from '../../helpers/source-content.ts';

const content = noise(450 * KiB);
const small = noise(10 * KiB);
const onceEach = { 1: 1, 2: 1, 3: 1, 4: 1, 5: 1 };

/** A Ferry whose only way to its server leads through a fault proxy. */
async function startBehind(faultOf: FaultProxyOptions['faultOf'], options: FerryOptions = {}) {
  const ferry = await startFerryUnderTest(options);
  const proxy = await startFaultProxy({ target: ferry.sandbox.port, faultOf });
  onTestFinished(() => proxy.close());
  await ferry.engine.saveAccount({ ...accountFor(ferry.sandbox), endpoint: proxy.endpoint });
  return { ferry, proxy };
}

/** Sends a file in five parts and a small one. */
async function send(ferry: FerryUnderTest): Promise<void> {
  await ferry.add([ferry.write('film.mp4', content), ferry.write('note.txt', small)]);
}

async function expectBothDone(ferry: FerryUnderTest): Promise<void> {
  await ferry.cleanedUp();
  await expectDone(ferry, 'film.mp4', content);
  await expectDone(ferry, 'note.txt', small);
}

describe('a line that is slow', () => {
  it.each([
    { kind: 'latency', milliseconds: 100 } as const,
    { kind: 'bandwidth', bytesPerSecond: MiB } as const,
  ])('row 2: by its $kind is no fault: nothing is tried twice', async (fault) => {
    const { ferry } = await startBehind(() => fault);
    await send(ferry);
    await expectBothDone(ferry);
    expect(loggedErrors(ferry)).toEqual([]);
    expect(partsSent(ferry.sandbox)).toEqual(onceEach);
  });
});

describe('a line that breaks', () => {
  it('row 1: after so many bytes, again and again, costs the parts on the way and no other', async () => {
    const { ferry, proxy } = await startBehind(
      (number) => (number <= 6 ? { kind: 'cut', direction: 'up', afterBytes: 150_000 } : undefined),
      { settings: { partsPerFile: 1 } },
    );
    await send(ferry);
    await expectBothDone(ferry);
    expect(loggedErrors(ferry)).toContain('connection-lost');
    // One part at a time: each cut costs one more sending, of a part that had not arrived.
    const applied = ferry.sandbox.journal.find({ operation: 'UploadPart', applied: true });
    expect(applied.map(({ partNumber }) => partNumber)).toEqual([1, 2, 3, 4, 5]);
    expect(proxy.connections()).toBeGreaterThan(1);
  });

  it('row 14: by a reset in the middle of answers has what was lost sent again, and settles it', async () => {
    const { ferry } = await startBehind((number) =>
      number % 2 === 1 && number < 10
        ? { kind: 'reset', direction: 'down', afterBytes: 100 }
        : undefined,
    );
    await send(ferry);
    await expectBothDone(ferry);
    expect(loggedErrors(ferry)).toContain('connection-lost');
  });

  it('row 2: without a word is given up when nothing has moved for long enough', async () => {
    const { ferry } = await startBehind(
      (number) =>
        number <= 2 ? { kind: 'half-open', direction: 'down', afterBytes: 300 } : undefined,
      { settings: { idleTimeout: 1000 } },
    );
    await send(ferry);
    await expectBothDone(ferry);
    expect(loggedErrors(ferry)).toContain('no-progress');
  });

  it('row 3: and hears of its end late goes on with what is missing', async () => {
    const { ferry } = await startBehind(() => ({ kind: 'slow-close', milliseconds: 300 }), {
      settings: { partsPerFile: 1, retryBudget: 1 },
    });
    const second = ferry.sandbox.faults.add({
      when: { operation: 'UploadPart', partNumber: 2 },
      fault: { kind: 'hold' },
    });
    await send(ferry);
    await second.nextFired();
    const [first] = ferry.sandbox.journal.find({ operation: 'UploadPart' });
    expect(first?.partNumber).toBe(1);
    await ferry.cutNetwork();
    await ferry.restoreNetwork();
    await expectBothDone(ferry);
    expect(partsSent(ferry.sandbox)).not.toHaveProperty('1');
  });
});

describe('a line that leads elsewhere', () => {
  it('row 9: to an unknown host name counts as offline and spends no attempt', async () => {
    const ferry = await startFerryUnderTest({ settings: { retryBudget: 1 } });
    const account = accountFor(ferry.sandbox);
    await ferry.engine.saveAccount({ ...account, endpoint: 'http://oss.ferry.invalid' });
    await send(ferry);
    const waiting = await ferry.reaches('film.mp4', 'waiting');
    expect(waiting.state).toMatchObject({ why: 'offline', error: { code: 'offline' } });
    await ferry.engine.saveAccount(account);
    // No command is needed: the probe finds that the name can be reached.
    await expectBothDone(ferry);
  });

  it('row 11: to a captive portal waits for the login, and goes on by itself', async () => {
    const html = '<html><form action="/login">Welcome to the hotel</form></html>';
    // Both files meet the portal, and the two probes that ask whether the line is to blame.
    const { ferry } = await startBehind(
      (number) => (number <= 4 ? { kind: 'captive-portal', html } : undefined),
      { settings: { retryBudget: 1 } },
    );
    await send(ferry);
    const { state } = await ferry.reaches('film.mp4', 'waiting');
    expect(state).toMatchObject({ why: 'offline', error: { code: 'unexpected-answer' } });
    expect(await ferry.engine.settled()).toEqual({ waitingFor: [] });
    // The search for an upload that the portal might have let through delays no other file.
    expect(await ferry.store.cleanupBacklog()).toMatchObject({ count: 1 });
    await expectDone(ferry, 'film.mp4', content);
    await expectDone(ferry, 'note.txt', small);
    expect(partsSent(ferry.sandbox)).toEqual(onceEach);
  });

  it('row 10: through a proxy that asks for a password waits for it, and then takes that way', async () => {
    const ferry = await startFerryUnderTest({ settings: { smallFilesAtOnce: 1, retryBudget: 1 } });
    const proxy = await startPasswordProxy(ferry.sandbox.port);
    onTestFinished(() => proxy.close());
    await ferry.engine.changeSettings({ proxy: { mode: 'manual', url: proxy.origin } });
    // This computer itself is never reached through a proxy.
    const account = { ...accountFor(ferry.sandbox), endpoint: 'http://oss.example.com' };
    await ferry.engine.saveAccount(account);
    await ferry.add(ferry.write('note.txt', small));
    expect(await ferry.engine.settled()).toEqual({ waitingFor: ['proxy'] });
    expect([proxy.refused(), proxy.passed()]).toEqual([1, 0]);
    await ferry.engine.changeSettings({ proxy: { mode: 'manual', url: proxy.url } });
    await ferry.engine.unblock(accountId);
    await ferry.add(ferry.write('film.mp4', content));
    await expectBothDone(ferry);
    expect(partsSent(ferry.sandbox)).toEqual(onceEach);
    expect(proxy.refused()).toBe(1);
  });
});
