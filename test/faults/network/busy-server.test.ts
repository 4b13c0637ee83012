import { describe, expect, it } from 'vitest';
import { expectDone, partsSent } from '../../helpers/expect-transfer.ts';
import { startFerryUnderTest } from '../../helpers/ferry-under-test.ts';
import { KiB } from '../../helpers/quick-settings.ts';
import { accountId } from '../../helpers/sandbox-account.ts';
import { noise } from '../../helpers/source-content.ts';

describe('a server that has too much to do', () => {
  it('row 4: nothing is sent to it before the time it asked for, by no transfer', async () => {
    const content = noise(250 * KiB);
    const ferry = await startFerryUnderTest({ settings: { partsPerFile: 1 } });
    const { faults, journal } = ferry.sandbox;
    const hold = (key: string) =>
      faults.add({ when: { operation: 'UploadPart', key }, fault: { kind: 'hold' } });
    const [film, book] = [hold('film.mp4'), hold('book.pdf')];
    faults.add({
      when: { operation: 'UploadPart', key: 'film.mp4' },
      fault: { kind: 'throttle', retryAfterMilliseconds: 600 },
    });
    await ferry.add([ferry.write('film.mp4', content), ferry.write('book.pdf', content)]);
    await Promise.all([film.nextFired(), book.nextFired()]);
    const asked = Date.now();
    const seen = journal.entries.length;
    film.release();
    await ferry.logged(({ error }) => error?.code === 'server-busy');
    book.release();
    await ferry.cleanedUp();
    const later = journal.entries.slice(seen).map(({ at }) => at);
    expect(later.length).toBeGreaterThan(0);
    // A timer counts in whole milliseconds and may be one early.
    expect(Math.min(...later)).toBeGreaterThanOrEqual(asked + 598);
    await expectDone(ferry, 'film.mp4', content);
    await expectDone(ferry, 'book.pdf', content);
  });

  it('row 4: it gets half as many requests from all transfers together, and all arrives', async () => {
    const content = noise(1600 * KiB);
    const ferry = await startFerryUnderTest({
      sandbox: { buckets: ['ferry-sandbox', 'another-bucket'] },
      settings: { partsAtOnce: 8, partsPerFile: 8, smallFilesAtOnce: 1 },
    });
    const { faults, journal } = ferry.sandbox;
    const together = faults.add({
      when: { operation: 'UploadPart' },
      times: 8,
      fault: { kind: 'hold' },
    });
    faults.add({
      when: { operation: 'UploadPart' },
      times: 8,
      fault: { kind: 'throttle', retryAfterMilliseconds: 0 },
    });
    const after = faults.add({
      when: { operation: 'UploadPart' },
      times: Infinity,
      fault: { kind: 'hold' },
    });
    await ferry.add([ferry.write('film.mp4', content), ferry.write('book.pdf', content)]);
    for (let held = 0; held < 8; held += 1) await together.nextFired();
    together.release();
    // Nine at once is the most of these settings; half of nine is four.
    for (let held = 0; held < 4; held += 1) await after.nextFired();
    // A sender above half of its limit would send other parts while these are on their way.
    const destination = { accountId, bucket: 'another-bucket', prefix: '' };
    for (const name of ['1.txt', '2.txt', '3.txt']) {
      await ferry.add(ferry.write(name, 'elsewhere'), { destination });
      await ferry.reaches(name, 'done');
    }
    expect(after.fired).toBe(4);
    after.release();
    await ferry.cleanedUp();
    expect(journal.count({ status: 503 })).toBe(8);
    expect(Object.values(partsSent(ferry.sandbox)).reduce((sum, sent) => sum + sent)).toBe(40);
    await journal.idle();
    await expectDone(ferry, 'film.mp4', content);
    await expectDone(ferry, 'book.pdf', content);
  });
});
