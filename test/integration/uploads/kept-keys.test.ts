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
