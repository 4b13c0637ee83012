import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DemoWindow, SeenDrop } from './demo-window.ts';
import { launchDemo, patiently, temporaryFolder, type RunningDemo } from './launch-demo.ts';

declare const window: DemoWindow;

/** Drops files on the page as a file manager would. */
async function drop(page: Page, files: string[]): Promise<SeenDrop | undefined> {
  const before = await page.evaluate(() => window.seen.drops.length);
  const box = await page.locator('#drop').boundingBox();
  const session = await page.context().newCDPSession(page);
  const at = { x: (box?.x ?? 0) + 20, y: (box?.y ?? 0) + 20 };
  const data = { items: [], files, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, ...at, data });
  }
  await session.detach();
  await page.waitForFunction((count) => window.seen.drops.length > count, before, { polling: 20 });
  return page.evaluate((index) => window.seen.drops[index], before);
}

describe('dropped files', () => {
  const folder = temporaryFolder();
  const source = path.join(folder.path, 'source');
  let demo: RunningDemo;

  const write = (...names: string[]): string[] =>
    names.map((name) => {
      const file = path.join(source, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, name === 'empty' ? '' : name);
      return file;
    });

  beforeAll(async () => {
    demo = await launchDemo({ userData: path.join(folder.path, 'user-data') });
  });

  afterAll(async () => {
    await demo.close();
    folder.remove();
  });

  it('have their exact paths, whatever their names, folders too', async () => {
    const files = write(
      'plain.bin',
      'with space & ünïcode 文件.txt',
      '#hash%20?.txt',
      'same.txt',
      'a folder/same.txt',
      'empty',
    );
    write('a folder/sub/deep.txt');
    const paths = [...files, path.join(source, 'a folder')];
    expect(await drop(demo.page, paths)).toEqual({
      isTrusted: true,
      folders: [false, false, false, false, false, false, true],
      paths,
      added: 8,
    });
  });

  it('are told apart in great number', async () => {
    const paths = write(...Array.from({ length: 200 }, (_, index) => `many/${index}.bin`));
    expect((await drop(demo.page, paths))?.paths).toEqual(paths);
  });

  it('chosen in a file input have their paths, asked for one by one', async () => {
    const paths = write(...Array.from({ length: 50 }, (_, index) => `chosen/${index}.bin`));
    await demo.page.setInputFiles('#input', paths);
    await expect.poll(() => demo.page.evaluate(() => window.seen.chosen), patiently).toEqual(paths);
  });

  it('made by script have no path', async () => {
    const paths = await demo.page.evaluate(() => window.api.pathsOf([new File(['x'], 'made.txt')]));
    expect(paths).toEqual(['']);
  });

  it('are nothing else than files', async () => {
    const message = await demo.page.evaluate(() => {
      try {
        return window.api.pathsOf([{ name: 'x' }]).join();
      } catch (error) {
        return (error as Error).message;
      }
    });
    expect(message).toBe(
      'getPathForFile expected to receive a File object but one was not provided',
    );
  });
});
