import { utimesSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Transfer } from '../../../shared/transfer.ts';
import type { ConflictPolicy } from '../../../shared/upload/upload-options.ts';
import { requests } from '../../helpers/expect-transfer.ts';
import { startFerryUnderTest } from '../../helpers/ferry-under-test.ts';
import { KiB } from '../../helpers/quick-settings.ts';
import { noise } from '../../helpers/source-content.ts';

const settings = { multipartThreshold: 8 * 1024 * KiB };
const names = ['a.jpg', 'b.jpg', 'c.jpg'];
const content = noise(7 * 1024 * KiB);

describe('a finished upload that is repeated', () => {
  it.each([
    ['ask', { name: 'skipped', reason: 'identical' }],
    ['skip', { name: 'skipped', reason: 'exists' }],
    ['skip-identical', { name: 'skipped', reason: 'identical' }],
    ['newer', { name: 'skipped', reason: 'not-newer' }],
    ['fail', { name: 'failed', error: { code: 'object-exists' } }],
  ] satisfies [ConflictPolicy, object][])(
    'row 68: sends no byte of files of 7 MB under the policy "%s"',
    async (conflictPolicy, state) => {
      const ferry = await startFerryUnderTest({ settings });
      const files = names.map((name) => ferry.write(name, content));
      // Last-Modified has no fractions of a second: a file of the same second would look newer.
      for (const file of files) utimesSync(file, 0, 0);
      for (const name of names) await ferry.remote.client.put(name, content);
      const before = requests(ferry.sandbox, 'PutObject').arrived;
      await ferry.add(files, { conflictPolicy });
      await ferry.engine.settled();
      const rows = await Promise.all(names.map((name) => ferry.row(name)));
      expect(rows.map((row: Transfer) => row.state)).toMatchObject(names.map(() => state));
      expect(requests(ferry.sandbox, 'PutObject').arrived).toBe(before);
    },
  );

  it('row 68: sends what "rename" sends once, under the new name', async () => {
    const ferry = await startFerryUnderTest({ settings });
    await ferry.remote.client.put('a.jpg', content);
    const before = requests(ferry.sandbox, 'PutObject').arrived;
    await ferry.add(ferry.write('a.jpg', content), { conflictPolicy: 'rename' });
    await ferry.engine.settled();
    expect(requests(ferry.sandbox, 'PutObject').arrived).toBe(before + 1);
    expect((await ferry.row('a.jpg')).key).toBe('a (1).jpg');
  });

  it('row 68: asks nothing about small files, which cost one request', async () => {
    const ferry = await startFerryUnderTest({ settings });
    await ferry.add(ferry.write('small.txt', noise(200 * KiB)), { conflictPolicy: 'skip' });
    await ferry.engine.settled();
    expect(requests(ferry.sandbox, 'HeadObject').arrived).toBe(0);
    expect(requests(ferry.sandbox, 'PutObject').arrived).toBe(1);
  });

  it('row 68: sends no body that OSS refuses, also without the right to look', async () => {
    const policy = { actions: ['oss:PutObject'] };
    const keys = { accessKeyId: 'upload-only', accessKeySecret: 'secret', policy };
    const ferry = await startFerryUnderTest({ settings, keys });
    const foreign = noise(300 * KiB, 'foreign');
    await ferry.remote.client.put('there.jpg', foreign);
    const files = ['there.jpg', 'new.jpg'].map((name) => ferry.write(name, noise(300 * KiB)));
    await ferry.add(files, { conflictPolicy: 'skip' });
    await ferry.engine.settled();
    expect((await ferry.row('there.jpg')).state).toEqual({ name: 'skipped', reason: 'exists' });
    expect((await ferry.row('new.jpg')).state).toMatchObject({ name: 'done' });
    expect(await ferry.remote.read('there.jpg')).toEqual(foreign);
    const [, ...puts] = ferry.sandbox.journal.find({ operation: 'PutObject' });
    const received = puts.map(({ key, bytesReceived }) => [key, bytesReceived]);
    expect(received.toSorted()).toEqual([
      ['new.jpg', 300 * KiB],
      ['there.jpg', 0],
    ]);
  });
});
