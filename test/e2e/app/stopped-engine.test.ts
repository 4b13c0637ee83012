import { expect, it } from 'vitest';
import { noise } from '../../helpers/source-content.ts';
import { ask } from '../helpers/bridge.ts';
import { dropFiles } from '../helpers/drop-files.ts';
import type { RunningFerry } from '../helpers/launch-ferry.ts';
import { rowOf } from '../helpers/rows.ts';
import { setUpWorkbench } from '../helpers/workbench.ts';

/**
 * Takes the database from under the app: its open files read and write nothing from here on, as
 * those of a disk that is pulled out. A descriptor keeps its number, because SQLite closes it later.
 */
async function takeDatabaseAway({ app }: RunningFerry): Promise<number> {
  return await app.evaluate(() => {
    const fs = process.getBuiltinModule('node:fs');
    const folder = '/proc/self/fd';
    const taken = fs.readdirSync(folder).filter((descriptor) => {
      try {
        return /queue\.db(-wal)?$/.test(fs.readlinkSync(`${folder}/${descriptor}`));
      } catch {
        // The descriptor of the listing itself is closed already.
        return false;
      }
    });
    for (const descriptor of taken.map(Number)) {
      fs.closeSync(descriptor);
      const others: number[] = [];
      for (let empty = -1; empty !== descriptor;) {
        empty = fs.openSync('/dev/null', 'r');
        if (empty !== descriptor) others.push(empty);
      }
      for (const other of others) fs.closeSync(other);
    }
    return taken.length;
  });
}

it('row 62: an engine that stopped says so in the window, and goes on after a restart', async () => {
  const bench = await setUpWorkbench();
  try {
    const { page, write } = bench;
    const film = noise(8_000_000);
    await ask(page, 'settings', 'change', { bandwidthLimit: 1_000_000 });
    await dropFiles(page, [write('film.mov', film)]);
    await rowOf(page, 'film').getByText('Uploading').waitFor();
    expect(await takeDatabaseAway(bench.ferry)).toBeGreaterThan(0);
    await page.getByText('The upload engine stopped', { exact: false }).first().waitFor();
    await rowOf(page, 'film').getByText('Stopped').waitFor();
    await page.getByRole('button', { name: 'Restart' }).first().click();
    await page.getByText('The upload engine stopped').waitFor({ state: 'detached' });
    await ask(page, 'settings', 'change', { bandwidthLimit: null });
    await rowOf(page, 'film').getByText('verified').waitFor();
    expect(await bench.objects.read('in/film.mov')).toEqual(film);
  } finally {
    await bench.close();
  }
});
