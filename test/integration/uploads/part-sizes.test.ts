import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectDone, partsSent, requests } from '../../helpers/expect-transfer.ts';
import { startFerryUnderTest } from '../../helpers/ferry-under-test.ts';
import { KiB, partSize } from '../../helpers/quick-settings.ts';
import { noise } from '../../helpers/source-content.ts';

/** Name, size, and how many parts it takes; 0 parts are one PutObject. */
const files: readonly (readonly [string, number, number])[] = [
  ['empty', 0, 0],
  ['one-byte', 1, 0],
  ['threshold-less-one', partSize - 1, 0],
  ['threshold', partSize, 0],
  ['threshold-and-one', partSize + 1, 2],
  ['three-parts-less-one', 3 * partSize - 1, 3],
  ['three-parts', 3 * partSize, 3],
  ['three-parts-and-one', 3 * partSize + 1, 4],
];

describe('sizes around the part size', () => {
  it('arrive byte for byte, in exactly the parts they need', async () => {
    const ferry = await startFerryUnderTest();
    for (const [name, size] of files) ferry.write(name, noise(size, name));
    await ferry.add(ferry.source);
    await ferry.cleanedUp();
    for (const [name, size, parts] of files) {
      const key = `source/${name}`;
      await expectDone(ferry, key, noise(size, name));
      const expected = Array.from({ length: parts }, (_, index) => [index + 1, 1]);
      expect([key, partsSent(ferry.sandbox, key)]).toEqual([key, Object.fromEntries(expected)]);
    }
    expect(requests(ferry.sandbox, 'PutObject')).toEqual({ arrived: 4, applied: 4 });
  });

  it('of folders with nothing in them, only those that are wanted become objects', async () => {
    const ferry = await startFerryUnderTest();
    ferry.write('full/file.txt', 'content');
    for (const name of ['empty', 'nested/empty']) {
      mkdirSync(path.join(ferry.source, name), { recursive: true });
    }
    await ferry.add(ferry.source);
    await ferry.cleanedUp();
    expect(await ferry.remote.keys()).toEqual(['source/full/file.txt']);
    await ferry.add(ferry.source, { scanOptions: { keepEmptyFolders: true } });
    await ferry.cleanedUp();
    expect(await ferry.remote.keys()).toEqual([
      'source/empty/',
      'source/full/file.txt',
      'source/nested/empty/',
    ]);
    expect(await ferry.remote.read('source/nested/empty/')).toEqual(Buffer.alloc(0));
  });

  it('keep the part size of their start when the settings change', async () => {
    const content = noise(900 * KiB);
    const ferry = await startFerryUnderTest({ settings: { partsPerFile: 1 } });
    const held = ferry.sandbox.faults.add({
      when: { operation: 'UploadPart', partNumber: 4 },
      fault: { kind: 'hold' },
    });
    await ferry.add(ferry.write('film.mp4', content));
    await held.nextFired();
    await ferry.stop();
    await ferry.restart();
    await ferry.engine.changeSettings({ partSize: 500 * KiB });
    await ferry.cleanedUp();
    expect(Object.keys(partsSent(ferry.sandbox))).toHaveLength(9);
    await expectDone(ferry, 'film.mp4', content);
  });
});
