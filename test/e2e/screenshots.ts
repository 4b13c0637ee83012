/**
 * Pictures of the real app, uploading to a sandbox, into screenshots/app/: three sizes, two themes,
 * two languages. They are for looking at; the tests look at nothing that a picture would show.
 */
import { mkdirSync, truncateSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { noise } from '../helpers/source-content.ts';
import { ask } from './helpers/bridge.ts';
import { dropFiles } from './helpers/drop-files.ts';
import {
  appFolder,
  launchFerry,
  temporaryFolder,
  type RunningFerry,
} from './helpers/launch-ferry.ts';
import { openDetails, openUpload, rowOf } from './helpers/rows.ts';
import { setUpWorkbench, type Workbench } from './helpers/workbench.ts';

const MB = 1_000_000;
const MiB = 1024 * 1024;
const folder = path.join(appFolder, 'screenshots', 'app');

async function takeAllVariants(ferry: RunningFerry, name: string): Promise<void> {
  const { app, page } = ferry;
  // The widest comes last, because there no panel covers what the next scene clicks.
  for (const size of [
    { width: 900, height: 600 },
    { width: 1280, height: 800 },
    { width: 1920, height: 1080 },
  ]) {
    await app.evaluate(({ BrowserWindow }, { width, height }) => {
      BrowserWindow.getAllWindows()[0]?.setSize(width, height);
    }, size);
    // On real Electron the frame takes some of it.
    await page.waitForFunction((width) => Math.abs(window.innerWidth - width) < 40, size.width);
    for (const theme of ['light', 'dark'] as const) {
      for (const language of ['en', 'zh-CN'] as const) {
        await ask(page, 'app', 'changePreferences', { theme, language });
        await page.waitForFunction((wanted) => document.documentElement.lang === wanted, language);
        const file = `${name}-${size.width}-${theme}-${language}.png`;
        await page.screenshot({ path: path.join(folder, file) });
      }
    }
  }
  await ask(page, 'app', 'changePreferences', { theme: 'light', language: 'en' });
}

/** A batch that moves, one that has failures, one that waits for an answer, one that has arrived. */
async function fillTheQueue({ page, sandbox, objects, write }: Workbench): Promise<void> {
  await ask(page, 'settings', 'change', {
    partSize: MiB,
    multipartThreshold: 2 * MiB,
    partsPerFile: 4,
  });
  await dropFiles(page, [write('readme.md', 'Read me.')]);
  await rowOf(page, 'readme').getByText('verified').waitFor();
  await dropFiles(page, [write('cover.png', noise(40_000))]);
  await rowOf(page, 'cover').getByText('verified').waitFor();
  await objects.client.put('in/report-2026-q3.pdf', Buffer.from('an older one'));
  const refusal = {
    kind: 'answer',
    status: 403,
    headers: { 'x-oss-request-id': '6921F0A1B2C3D4E5F6071829' },
    body: '<Error><Code>AccessDenied</Code><Message>You have no right to access this object because of bucket acl.</Message><EC>0003-00000001</EC></Error>',
  } as const;
  sandbox.faults.add({ when: { key: /raw/, method: 'PUT' }, times: Infinity, fault: refusal });
  sandbox.faults.add({
    when: { operation: 'UploadPart' },
    times: Infinity,
    fault: { kind: 'slow-read', bytesPerSecond: 300_000 },
  });
  await dropFiles(page, [write('report-2026-q3.pdf', noise(90_000))]);
  const names = [
    '01 日出 – 云海.mov',
    '02 迎客松 (unedited).mov',
    '03 光明顶 4K.mov',
    '04 索道.mov',
    '05 归途.mov',
  ];
  let source = '';
  for (const [index, name] of names.entries()) {
    source = write(`黄山 2026/${name}`, '');
    truncateSync(source, (index + 2) * 17 * MB);
  }
  for (const name of ['IMG_0001.raw', 'IMG_0002.raw']) write(`黄山 2026/${name}`, noise(600_000));
  for (let index = 0; index < 12; index += 1) {
    write(`黄山 2026/照片/photo-${100 + index}.jpg`, noise(300_000, index));
  }
  await dropFiles(page, [path.dirname(source)]);
  await rowOf(page, 'report').getByRole('button', { name: 'Review…' }).waitFor();
  await rowOf(page, '黄山').locator('[data-act=mend]').waitFor();
  // By then every speed is one of several seconds.
  await rowOf(page, '黄山')
    .getByText(/^(?:[4-9]|1\d) %$/)
    .waitFor();
  await page.locator('.arrival header .icon-button').click();
}

async function takeFirstRun(): Promise<void> {
  const own = temporaryFolder();
  const ferry = await launchFerry({ userData: path.join(own.path, 'user-data') });
  await ferry.page.getByRole('button', { name: 'Open the sandbox' }).waitFor();
  await takeAllVariants(ferry, 'first-run');
  await ferry.close();
  own.remove();
}

async function takeTheRest(): Promise<void> {
  const bench = await setUpWorkbench();
  const { page, ferry } = bench;
  await fillTheQueue(bench);
  await takeAllVariants(ferry, 'uploads');
  await openUpload(page, '黄山');
  await takeAllVariants(ferry, 'opened');
  await openDetails(page, '日出');
  await takeAllVariants(ferry, 'details');
  await rowOf(page, 'IMG_0001').click();
  await takeAllVariants(ferry, 'details-failed');
  await page.keyboard.press('Control+i');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Needs attention/ }).click();
  await takeAllVariants(ferry, 'needs-attention');
  await openSettings(page);
  await takeAllVariants(ferry, 'settings');
  await bench.close();
}

/** 3,000 small files and a film on the way, while the pictures are taken. */
async function takeBusy(): Promise<void> {
  const bench = await setUpWorkbench();
  const { page, ferry, sandbox, write } = bench;
  await ask(page, 'settings', 'change', { partSize: MiB, multipartThreshold: 2 * MiB });
  sandbox.faults.add({
    when: { operation: 'UploadPart' },
    times: Infinity,
    fault: { kind: 'slow-read', bytesPerSecond: 2 * MB },
  });
  sandbox.faults.add({
    when: { operation: 'PutObject' },
    times: Infinity,
    fault: { kind: 'delay', milliseconds: 700 },
  });
  const film = write('2026-11-08_城市更新_发布会_主机位_4K_10bit_未剪辑_最终版.mov', '');
  truncateSync(film, 900 * MB);
  for (let index = 1; index <= 3000; index += 1) {
    const day = `day-${1 + Math.floor(index / 1001)}`;
    write(`wedding-raw/${day}/A7R${index}.jpg`, noise(8000, index));
  }
  await dropFiles(page, [film]);
  await rowOf(page, '2026-11-08').getByText('Uploading').waitFor();
  await dropFiles(page, [path.dirname(path.dirname(write('wedding-raw/day-1/A7R1.jpg', 'x')))]);
  await rowOf(page, 'wedding-raw').getByText('Uploading').waitFor();
  await takeAllVariants(ferry, 'busy');
  await openUpload(page, 'wedding-raw');
  await takeAllVariants(ferry, 'busy-opened');
  await bench.close();
}

async function openSettings(page: Page): Promise<void> {
  await page.keyboard.press('Control+,');
  await page.getByRole('tabpanel').waitFor();
}

declare const window: { readonly innerWidth: number };
declare const document: { readonly documentElement: { readonly lang: string } };

mkdirSync(folder, { recursive: true });
await takeFirstRun();
await takeBusy();
await takeTheRest();
