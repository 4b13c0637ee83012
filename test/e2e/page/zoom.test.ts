import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cutOff } from '../helpers/cut-off.ts';
import { dropFiles } from '../helpers/drop-files.ts';
import { pollOptions } from '../helpers/launch-ferry.ts';
import { fillTable, goBack, places } from '../helpers/places.ts';
import { openUpload, rowOf, showAll } from '../helpers/rows.ts';
import { resizeWindow } from '../helpers/window-size.ts';
import { setUpWorkbench, type Workbench } from '../helpers/workbench.ts';

declare const window: { readonly innerWidth: number; readonly devicePixelRatio: number };
declare const document: {
  readonly body: { append(element: object): void };
  querySelectorAll(selectors: string): Iterable<Box>;
  createElement(name: string): { id: string; textContent: string; readonly style: object };
};

describe('a page that is drawn larger', () => {
  let bench: Workbench;
  let usual: number;
  const width = () => bench.page.evaluate(() => window.innerWidth);

  beforeAll(async () => {
    bench = await setUpWorkbench();
    await fillTable(bench);
    usual = await width();
  });
  afterAll(async () => {
    await bench.close();
  });

  it('grows by the keys of a browser up to twice its size, also from within a dialog', async () => {
    const { page } = bench;
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    for (const percent of [110, 125, 150, 175, 200, 200]) {
      await page.keyboard.press('Control+Equal');
      await expect.poll(width, pollOptions).toBe(Math.round((usual * 100) / percent));
    }
    await page.keyboard.press('Control+Minus');
    await expect.poll(width, pollOptions).toBe(Math.round((usual * 100) / 175));
    await page.keyboard.press('Control+Equal');
    await expect.poll(width, pollOptions).toBe(usual / 2);
  });

  it.each(places)('$name: everything can be reached at 200 %', async ({ enter }) => {
    const { page } = bench;
    await goBack(page);
    await enter(page);
    expect(await width()).toBe(usual / 2);
    expect(await cutOff(page)).toEqual([]);
  });

  it('leaves room for the lines of an opened upload that moves', async () => {
    const { page, sandbox, write } = bench;
    // From the form of an account there is no way back by key.
    await page.reload();
    await rowOf(page, 'slow').waitFor();
    const held = sandbox.faults.add({
      when: { operation: 'PutObject', key: /roomy/ },
      times: Infinity,
      fault: { kind: 'hold' },
    });
    const files = [1, 2, 3, 4, 5].map((index) => write(`roomy/roomy${index}.txt`, `${index}`));
    await dropFiles(page, [path.dirname(files[0] ?? '')]);
    await openUpload(page, 'roomy');
    await rowOf(page, 'roomy5').waitFor();
    await page.getByRole('button', { name: /^On the way [1-5]/ }).waitFor();
    const room = await page
      .getByRole('treegrid')
      .evaluate(({ clientHeight }: { readonly clientHeight: number }) => clientHeight);
    expect(room).toBeGreaterThanOrEqual(4 * 34);
    held.remove();
    await showAll(page);
  });

  it('has screenshots for a reviewer', async () => {
    const { page } = bench;
    await page.reload();
    await rowOf(page, 'slow').waitFor();
    await expect.poll(width, pollOptions).toBe(usual / 2);
    await page.evaluate(() => {
      const lost = document.createElement('button');
      lost.id = 'lost';
      lost.textContent = 'lost';
      Object.assign(lost.style, { position: 'fixed', left: '99%' });
      document.body.append(lost);
    });
    expect(await cutOff(page)).toEqual([expect.stringContaining('id="lost"')]);
  });

  it('is as large after a restart, and of its usual size when asked', async () => {
    await bench.ferry.close();
    await bench.relaunch();
    await rowOf(bench.page, 'arrived').waitFor();
    await expect.poll(width, pollOptions).toBe(usual / 2);
    await bench.page.keyboard.press('Control+0');
    await expect.poll(width, pollOptions).toBe(usual);
  });

  it('keeps controls and words apart in a small window at 200 %', async () => {
    const { page, ferry } = bench;
    await resizeWindow(ferry, { width: 900, height: 600 });
    const small = await width();
    for (const percent of [110, 125, 150, 175, 200]) {
      await page.keyboard.press('Control+Equal');
      await expect.poll(width, pollOptions).toBe(Math.round((small * 100) / percent));
    }
    for (const { name, enter } of places) {
      if (!['uploads', 'an opened upload', 'settings: accounts'].includes(name)) continue;
      await goBack(page);
      await enter(page);
      expect(await cutOff(page)).toEqual([]);
      expect(await spilled(bench)).toEqual([]);
    }
  });
});

/** Buttons and lines of words that are wider than their boxes, and lie on what is beside them. */
async function spilled({ page }: Pick<Workbench, 'page'>): Promise<readonly string[]> {
  return await page.evaluate(() => {
    const boxes = document.querySelectorAll('main button, .opened-header :is(h1, .about, .word)');
    return [...boxes]
      .filter(({ scrollWidth, clientWidth }) => clientWidth > 0 && scrollWidth > clientWidth + 1)
      .map(({ outerHTML }) => outerHTML.slice(0, 200));
  });
}

interface Box {
  readonly scrollWidth: number;
  readonly clientWidth: number;
  readonly outerHTML: string;
}
