import { utimesSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { expectDone } from '../../helpers/expect-transfer.ts';
import { startFerryUnderTest, type FerryUnderTest } from '../../helpers/ferry-under-test.ts';
import { KiB } from '../../helpers/quick-settings.ts';
import { noise } from '../../helpers/source-content.ts';

const contents = { 'small.bin': noise(KiB), 'large.bin': noise(250 * KiB) };
const names = Object.keys(contents) as (keyof typeof contents)[];
const seconds = 1_700_000_000;

function writeAt(ferry: FerryUnderTest, time: number): readonly string[] {
  return names.map((name) => {
    const file = ferry.write(name, contents[name]);
    utimesSync(file, time, time);
    return file;
  });
}

async function metaOf(ferry: FerryUnderTest, key: string) {
  return (await ferry.remote.client.head(key)).meta;
}

describe('the time of modification', () => {
  it('travels as metadata when the batch wants it, by PutObject and by parts', async () => {
    const ferry = await startFerryUnderTest();
    const options = { keepTimes: true, meta: { year: '2023' } };
    await ferry.add(writeAt(ferry, seconds), { options });
    await ferry.cleanedUp();
    for (const name of names) {
      await expectDone(ferry, name, contents[name]);
      expect(await metaOf(ferry, name)).toEqual({ mtime: String(seconds), year: '2023' });
    }
  });

  it('stays at home otherwise, and metadata that the user gives wins', async () => {
    const ferry = await startFerryUnderTest();
    await ferry.add(writeAt(ferry, seconds));
    await ferry.cleanedUp();
    expect(await metaOf(ferry, 'small.bin')).toBeNull();
    await ferry.engine.remove({ all: true });
    await ferry.add(writeAt(ferry, seconds), {
      options: { keepTimes: true, meta: { mtime: '7' } },
    });
    await ferry.cleanedUp();
    for (const name of names) expect(await metaOf(ferry, name)).toEqual({ mtime: '7' });
  });

  it('decides the policy "newer", where the object was written later than the file', async () => {
    const ferry = await startFerryUnderTest();
    const options = { keepTimes: true };
    await ferry.add(writeAt(ferry, seconds), { options });
    await ferry.cleanedUp();
    await ferry.engine.remove({ all: true });
    // Both times lie before the time at which the object was written.
    await ferry.add(writeAt(ferry, seconds), { options, conflictPolicy: 'newer' });
    await ferry.cleanedUp();
    for (const name of names) {
      expect((await ferry.row(name)).state).toEqual({ name: 'skipped', reason: 'not-newer' });
    }
    await ferry.engine.remove({ all: true });
    await ferry.add(writeAt(ferry, seconds + 1), { options, conflictPolicy: 'newer' });
    await ferry.cleanedUp();
    for (const name of names) {
      await expectDone(ferry, name, contents[name]);
      expect(await metaOf(ferry, name)).toEqual({ mtime: String(seconds + 1) });
    }
  });
});
