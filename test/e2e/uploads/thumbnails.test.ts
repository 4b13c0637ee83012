import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../helpers/bridge.ts';
import { dropFiles } from '../helpers/drop-files.ts';
import { appFolder, pollOptions } from '../helpers/launch-ferry.ts';
import { openUpload, rowOf } from '../helpers/rows.ts';
import { setUpWorkbench, type Workbench } from '../helpers/workbench.ts';

describe('the thumbnails of the lists', () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await setUpWorkbench();
    const { page, write } = bench;
    const picture = readFileSync(path.join(appFolder, 'resources', 'tray', 'idle-light.png'));
    const names = ['boat.png', 'broken.jpg', 'notes.txt'];
    const [folder = ''] = names.map((name) =>
      path.dirname(write(`photos/${name}`, name === 'boat.png' ? picture : name)),
    );
    await dropFiles(page, [folder]);
    await rowOf(page, 'photos').getByText('Verified').waitFor();
  });
  afterAll(async () => {
    await bench.close();
  });

  const pictures = (name: string) =>
    rowOf(bench.page, name)
      .locator('img')
      .evaluateAll((all: { naturalWidth: number }[]) =>
        all.filter(({ naturalWidth }) => naturalWidth > 0),
      );

  it('show a picture of an upload, and of each file that is one', async () => {
    const { page } = bench;
    await expect.poll(() => pictures('photos'), pollOptions).toHaveLength(1);
    await openUpload(page, 'photos');
    await expect.poll(() => pictures('boat'), pollOptions).toHaveLength(1);
    expect(await pictures('notes')).toEqual([]);
    expect(await pictures('broken')).toEqual([]);
  });

  it('are switched off in the settings, and on again', async () => {
    const { page } = bench;
    const images = () => page.locator('#lines img').count();
    await ask(page, 'app', 'changePreferences', { thumbnails: false });
    await expect.poll(images, pollOptions).toBe(0);
    await ask(page, 'app', 'changePreferences', { thumbnails: true });
    await expect.poll(() => pictures('boat'), pollOptions).toHaveLength(1);
    await page.keyboard.press('Control+,');
    const thumbnails = page.getByRole('switch', { name: 'Show thumbnails in lists' });
    await thumbnails.click();
    await page.keyboard.press('Escape');
    await rowOf(page, 'photos').or(rowOf(page, 'boat')).first().waitFor();
    expect(await images()).toBe(0);
  });
});
