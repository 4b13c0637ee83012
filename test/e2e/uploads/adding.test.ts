import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noise } from '../../helpers/source-content.ts';
import { seriousFindings } from '../helpers/check-access.ts';
import { copyPicture } from '../helpers/clipboard.ts';
import { dragFiles, dropFiles } from '../helpers/drop-files.ts';
import { appFolder, pollOptions } from '../helpers/launch-ferry.ts';
import { rowOf, untilIdle } from '../helpers/rows.ts';
import { setUpWorkbench, type Workbench } from '../helpers/workbench.ts';

/** As long as a name may be on the disks people use: 255 bytes, 85 characters. */
const longName = `${'长'.repeat(83)}.md`.slice(-84);

describe('what is given to the window', () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await setUpWorkbench();
  });
  afterAll(async () => {
    await bench.close();
  });

  it('a folder dropped on it arrives with everything below, under its names', async () => {
    const { page, objects, write } = bench;
    const files = {
      '黄山 2026/第一天/日出 – 云海 #1%20.jpg': noise(250 * 1024, 'sunrise'),
      [`黄山 2026/第一天/早晨/${longName}`]: Buffer.from('路线：前山上，后山下。'),
    };
    for (const [name, content] of Object.entries(files)) write(name, content);
    const drag = await dragFiles(page, [path.dirname(write('黄山 2026/空.txt', ''))]);
    const overlay = page.getByText('Anywhere else goes to ferry-sandbox/in');
    const isShown = async () => {
      await drag.rest();
      return await overlay.isVisible();
    };
    await expect.poll(isShown, pollOptions).toBe(true);
    await drag.drop();
    await overlay.waitFor({ state: 'detached' });
    // The window is idle before it knows of the drop, too.
    await rowOf(page, /黄山 2026.*3 files.*verified/i).waitFor();
    await untilIdle(page);
    for (const [name, content] of Object.entries(files)) {
      expect((await objects.read(`in/${name}`))?.equals(content)).toBe(true);
    }
    expect(await objects.read('in/黄山 2026/空.txt')).toEqual(Buffer.alloc(0));
    expect(await objects.keys()).toHaveLength(3);
  });

  it('a picture on the clipboard arrives under the name that was typed', async () => {
    const { page, objects, ferry } = bench;
    const picture = readFileSync(path.join(appFolder, 'resources', 'tray', 'idle-light.png'));
    await copyPicture(ferry, picture);
    await page.keyboard.press('Control+v');
    const dialog = page.getByRole('dialog', { name: 'Upload what is on the clipboard' });
    const name = dialog.getByLabel('Name');
    expect(await name.inputValue()).toMatch(/^screenshot .*\.png$/);
    expect(await seriousFindings(page)).toEqual([]);
    await name.fill('截图/小船.png');
    await dialog.getByRole('button', { name: 'Upload' }).click();
    await expect.poll(() => objects.read('in/截图/小船.png'), pollOptions).toEqual(picture);
    await rowOf(page, '小船').getByText('verified').waitFor();
  });

  it('files that differ from what is there are one question, identical ones are none', async () => {
    const { page, objects, write, sandbox } = bench;
    const names = ['same.txt', 'first.txt', 'second.txt'];
    const [folder = ''] = names.map((name) => path.dirname(write(`letters/${name}`, name)));
    await dropFiles(page, [folder]);
    await rowOf(page, /letters.*3 files.*verified/i).waitFor();
    const newer = 'new words, more of them';
    for (const name of ['first.txt', 'second.txt']) write(`letters/${name}`, newer);
    sandbox.journal.clear();
    await dropFiles(page, [folder]);
    const asks = rowOf(page, 'letters').first();
    await asks.getByText('2 files already exist in ferry-sandbox/in').waitFor();
    await asks.getByRole('button', { name: 'Review…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Files that exist already' });
    await dialog
      .getByText('3 of these files exist already: 1 is identical and was passed over, 2 differ.')
      .waitFor();
    const quick = dialog.getByRole('radio', { name: /^Skip identical, overwrite the rest/ });
    expect(await quick.isChecked()).toBe(true);
    expect(await seriousFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Answer' }).click();
    await rowOf(page, /letters.*2 new, 1 the same/).waitFor();
    const read = async (name: string) => (await objects.read(`in/letters/${name}`))?.toString();
    expect(await Promise.all(names.map(read))).toEqual(['same.txt', newer, newer]);
    const written = sandbox.journal.find({ operation: 'PutObject', applied: true });
    expect(written.map(({ key }) => key).sort()).toEqual([
      'in/letters/first.txt',
      'in/letters/second.txt',
    ]);
  });
});
