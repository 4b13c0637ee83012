import { rmSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { startFerryUnderTest } from '../../helpers/ferry-under-test.ts';

it('an upload made again gives each file of its folder the key that it had', async () => {
  const ferry = await startFerryUnderTest();
  await ferry.remote.client.put('source/a/taken.txt', Buffer.from('of another person'));
  ferry.write('a/taken.txt', 'mine');
  ferry.write('a/plain.txt', 'plain');
  const { id } = await ferry.add(ferry.source, { conflictPolicy: 'rename' });
  await ferry.cleanedUp();
  const before = await ferry.remote.keys();
  expect(before).toHaveLength(3);
  ferry.write('a/new.txt', 'new');
  await ferry.add(ferry.source, { conflictPolicy: 'skip-identical', scanOptions: { keysOf: id } });
  await ferry.cleanedUp();
  const made = before.find((key) => key.includes('taken') && key !== 'source/a/taken.txt');
  const rows = (await ferry.rows()).filter(({ batchId }) => batchId !== id);
  expect(rows.map(({ key, state }) => [key, state.name]).sort()).toEqual([
    ['source/a/new.txt', 'done'],
    ['source/a/plain.txt', 'skipped'],
    [made, 'skipped'],
  ]);
  expect(await ferry.remote.keys()).toEqual([...before, 'source/a/new.txt'].sort());
  expect(String(await ferry.remote.read('source/a/taken.txt'))).toBe('of another person');
});

it('an upload made again names the files that are gone, and no others', async () => {
  const ferry = await startFerryUnderTest();
  for (const name of ['a/kept.txt', 'a/gone.txt', 'b/c/gone.txt', 'top.txt']) {
    ferry.write(name, name);
  }
  const { id } = await ferry.add(ferry.source);
  await ferry.cleanedUp();
  rmSync(path.join(ferry.source, 'a', 'gone.txt'));
  rmSync(path.join(ferry.source, 'b'), { recursive: true });
  const goneOf = async (batchId: number) =>
    (await ferry.rows())
      .filter((row) => row.batchId === batchId && row.state.name === 'skipped')
      .map(({ relativePath, key, state }) => [relativePath, key, state]);
  const gone = { name: 'skipped', reason: 'gone' };
  const again = await ferry.add(ferry.source, { scanOptions: { keysOf: id } });
  await ferry.cleanedUp();
  expect(await goneOf(again.id)).toEqual([
    ['source/a/gone.txt', 'source/a/gone.txt', gone],
    ['source/b/c/gone.txt', 'source/b/c/gone.txt', gone],
  ]);
  expect(await ferry.remote.keys()).toHaveLength(4);
  // What was gone then is no news to the next one.
  const third = await ferry.add(ferry.source, { scanOptions: { keysOf: again.id } });
  await ferry.cleanedUp();
  expect(await goneOf(third.id)).toEqual([]);
});
