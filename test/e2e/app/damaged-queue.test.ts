import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { dropFiles } from '../helpers/drop-files.ts';
import { rowOf } from '../helpers/rows.ts';
import { setUpWorkbench } from '../helpers/workbench.ts';

it('a queue that was damaged says in the window what that means, and where the copy is', async () => {
  const bench = await setUpWorkbench();
  try {
    await dropFiles(bench.page, [bench.write('note.txt', 'short')]);
    await rowOf(bench.page, 'note').getByText('verified').waitFor();
    await bench.ferry.close();
    const file = path.join(bench.userData, 'queue', 'queue.db');
    writeFileSync(file, readFileSync(file).fill(0x5a, 4096));
    await bench.relaunch();
    const banner = bench.page.getByText('its last backup took its place');
    await banner.waitFor();
    const copy = /The damaged copy is (.+)\.$/.exec(await banner.innerText())?.[1] ?? '';
    expect(existsSync(copy)).toBe(true);
    await rowOf(bench.page, 'note').getByText('verified').waitFor();
  } finally {
    await bench.close();
  }
});
