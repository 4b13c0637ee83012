import { expect, it } from 'vitest';
import { startDriver } from '../../helpers/driver/driver-process.ts';
import { partsSent } from '../../helpers/expect-transfer.ts';
import { startFerryUnderTest } from '../../helpers/ferry-under-test.ts';
import { KiB, quickSettings } from '../../helpers/quick-settings.ts';
import { noise } from '../../helpers/source-content.ts';

const content = noise(450 * KiB);

it('row 39: of processes that start at once on one database one works, and the others say why not', async () => {
  const ferry = await startFerryUnderTest({ stopped: true });
  // The first process works until all have tried.
  const held = ferry.sandbox.faults.add({
    when: {},
    times: Infinity,
    fault: { kind: 'hold' },
  });
  const file = ferry.write('film.mp4', content);
  const children = Array.from({ length: 4 }, () =>
    startDriver({
      sandbox: ferry.sandbox,
      databaseFile: ferry.databaseFile,
      roots: [file],
      settings: quickSettings,
    }),
  );
  let refused = 0;
  for (const { ended } of children) {
    void ended.then(() => {
      refused += 1;
      if (refused === children.length - 1) held.remove();
    });
  }
  const results = await Promise.all(children.map(({ ended }) => ended));
  expect(results.map(({ exitCode, errors }) => `${exitCode}${errors}`)).toEqual(
    children.map(() => '0'),
  );
  const said = results.map(({ lines }) => lines.at(-1));
  expect(said.filter((line) => line?.type === 'settled')).toHaveLength(1);
  expect(
    said.filter((line) => line?.type === 'refused' && line.error.code === 'database-locked'),
  ).toHaveLength(3);
  expect(partsSent(ferry.sandbox)).toEqual({ 1: 1, 2: 1, 3: 1, 4: 1, 5: 1 });
  expect((await ferry.remote.read('film.mp4'))?.equals(content)).toBe(true);
});
