import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { requests } from '../../helpers/expect-transfer.ts';
import { startFerryUnderTest } from '../../helpers/ferry-under-test.ts';

describe('ten thousand small files', () => {
  it('arrive once each, and none is missing', async () => {
    const ferry = await startFerryUnderTest();
    const names: string[] = [];
    for (let folder = 0; folder < 100; folder += 1) {
      mkdirSync(path.join(ferry.source, `${folder}`));
      for (let file = 0; file < 100; file += 1) {
        const name = `${folder}/${file}.txt`;
        writeFileSync(path.join(ferry.source, name), `This is file ${name}.\n`);
        names.push(`source/${name}`);
      }
    }
    await ferry.add(ferry.source);
    await ferry.cleanedUp();
    const { states } = await ferry.store.counters();
    expect(states.done.files).toBe(10_000);
    expect(requests(ferry.sandbox, 'PutObject')).toEqual({ arrived: 10_000, applied: 10_000 });
    expect(await ferry.remote.keys()).toEqual(names.toSorted());
    for (const name of names.filter((_, index) => index % 97 === 0)) {
      const content = `This is file ${name.slice('source/'.length)}.\n`;
      expect((await ferry.remote.read(name))?.toString()).toBe(content);
    }
  });
});
