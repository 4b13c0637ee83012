import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dropFiles } from '../helpers/drop-files.ts';
import { pollOptions } from '../helpers/launch-ferry.ts';
import { refusal } from '../helpers/refusal.ts';
import { openUpload, rowOf, showAll } from '../helpers/rows.ts';
import { setUpWorkbench, type Workbench } from '../helpers/workbench.ts';

describe('the filters of an opened upload', () => {
  let bench: Workbench;
  let held: ReturnType<Workbench['sandbox']['faults']['add']>;

  beforeAll(async () => {
    bench = await setUpWorkbench();
    const { page, sandbox, write } = bench;
    held = sandbox.faults.add({
      when: { operation: 'PutObject', key: /day[13]\.txt$/ },
      times: Infinity,
      fault: { kind: 'hold' },
    });
    const files = [1, 2, 3].map((day) => write(`trip/day${day}.txt`, `day ${day}`));
    await dropFiles(page, [path.dirname(files[0] ?? '')]);
    await openUpload(page, 'trip');
  });
  afterAll(async () => {
    await bench.close();
  });

  const lines = () =>
    bench.page
      .locator('.line.file')
      .evaluateAll((all: { textContent: string; className: string }[]) =>
        all.map(({ textContent, className }) => [
          /(?:day|stay)\d/.exec(textContent)?.[0],
          className.split(' ').includes('left'),
        ]),
      );

  it('a file that leaves its filter stays in its place, dimmed, until the filter is chosen again', async () => {
    const { page } = bench;
    await page.getByRole('button', { name: 'Done 1' }).waitFor();
    await page.getByRole('button', { name: 'On the way 2' }).click();
    await expect.poll(lines, pollOptions).toEqual([
      ['day1', false],
      ['day3', false],
    ]);
    const before = await rowOf(page, 'day3').boundingBox();
    held.remove();
    await expect.poll(lines, pollOptions).toEqual([
      ['day1', true],
      ['day3', true],
    ]);
    await rowOf(page, 'day3').getByText('Done').waitFor();
    await page.locator('.opened-slots').getByText('0 files').waitFor();
    await expect.poll(() => page.locator('.slot-done').count(), pollOptions).toBe(0);
    expect(await rowOf(page, 'day3').boundingBox()).toEqual(before);

    // Everything means what the filter matches; a picked line is meant whatever became of it.
    await page.getByRole('treegrid').focus();
    await page.keyboard.press('Control+a');
    expect(await page.getByText('files selected').count()).toBe(0);
    await rowOf(page, 'day1').click();
    await page.getByRole('button', { name: 'Copy 1 link' }).waitFor();

    await page.getByRole('button', { name: 'On the way 0' }).click();
    await page.getByText('No files on the way').waitFor();
  });

  it('a file that enters its filter moves no line in sight, until the user shows it', async () => {
    const { page, sandbox, write } = bench;
    const holds = [1, 3].map((day) =>
      sandbox.faults.add({
        when: { operation: 'PutObject', key: new RegExp(`stay${day}`) },
        times: Infinity,
        fault: { kind: 'hold' },
      }),
    );
    const files = [1, 2, 3].map((day) => write(`stays/stay${day}.txt`, `stay ${day}`));
    await showAll(page);
    await dropFiles(page, [path.dirname(files[0] ?? '')]);
    await openUpload(page, 'stays');
    await page.getByRole('button', { name: 'Done 1' }).click();
    const names = async () => (await lines()).map(([name]) => name);
    await expect.poll(names, pollOptions).toEqual(['stay2']);
    const before = await rowOf(page, 'stay2').boundingBox();

    holds[0]?.remove();
    await page.getByRole('button', { name: 'Show 1 more file' }).waitFor();
    await page.getByRole('button', { name: 'Done 2' }).waitFor();
    holds[1]?.remove();
    await expect.poll(names, pollOptions).toEqual(['stay2', 'stay3']);
    expect(await rowOf(page, 'stay2').boundingBox()).toEqual(before);

    await page.getByRole('button', { name: 'Show 1 more file' }).click();
    await expect.poll(names, pollOptions).toEqual(['stay1', 'stay2', 'stay3']);
    expect(await page.locator('[role=treegrid]:focus').count()).toBe(1);
    expect(await page.getByRole('button', { name: /more file/ }).count()).toBe(0);
  });

  it('no line moves when files begin to move, when one fails, and when all have ended', async () => {
    const { page, sandbox, write } = bench;
    const hold = (key: RegExp) =>
      sandbox.faults.add({
        when: { operation: 'PutObject', key },
        times: Infinity,
        fault: { kind: 'hold' },
      });
    const [others, second] = [hold(/still[1345]/), hold(/still2/)];
    const files = [1, 2, 3, 4, 5].map((day) => write(`stills/still${day}.txt`, `still ${day}`));
    await showAll(page);
    await dropFiles(page, [path.dirname(files[0] ?? '')]);
    await openUpload(page, 'stills');
    const place = () => rowOf(page, 'still4').boundingBox();
    const before = await place();
    const slots = page.locator('.slot-name');
    await expect.poll(() => slots.count(), pollOptions).toBe(4);
    expect(await place()).toEqual(before);

    const header = page.locator('.opened-header');
    await header.getByRole('button', { name: 'Pause' }).click();
    await header.getByText('Paused').waitFor();
    second.remove();
    sandbox.faults.add({ when: { key: /still2/ }, times: Infinity, fault: refusal });
    await header.getByRole('button', { name: 'Resume' }).click();
    await page.locator('.opened-banner .act').waitFor();
    expect(await place()).toEqual(before);

    others.remove();
    await page.getByRole('button', { name: 'Done 4' }).waitFor();
    await expect.poll(() => slots.count(), pollOptions).toBe(0);
    expect(await place()).toEqual(before);
  });
});
