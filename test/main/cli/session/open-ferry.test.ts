import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const source = new URL('../../../../main/cli/session/open-ferry.ts', import.meta.url).href;

/** Lets objects live for some turns, as rows do, and prints the memory of the young generation. */
const program = `
import { getHeapSpaceStatistics } from 'node:v8';
import { setImmediate } from 'node:timers/promises';
import { keepHeapSmall } from ${JSON.stringify(source)};
keepHeapSmall();
keepHeapSmall();
const alive = [];
for (let turn = 0; turn < 120; turn += 1) {
  alive.push(Array.from({ length: 20_000 }, (_, row) => ({ row, name: 'row ' + turn + row })));
  if (alive.length > 5) alive.shift();
  await setImmediate();
}
const young = getHeapSpaceStatistics().find((space) => space.space_name === 'new_space');
console.log(young.physical_space_size / 1024 / 1024);
`;

it('the young generation stays below 20 MiB, however many objects live for a moment', async () => {
  const arguments_ = ['--input-type=module', '--eval', program];
  const { stdout } = await promisify(execFile)(process.execPath, arguments_);
  expect(Number(stdout)).toBeGreaterThan(1);
  expect(Number(stdout)).toBeLessThan(20);
});
