import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import type { Picture } from '../../../shared/ipc/picture.ts';
import { ask } from '../../e2e/helpers/bridge.ts';
import { pictureOf, uploadsOf } from '../../e2e/helpers/rows.ts';

/** The content of every file below a folder, by its path from there. */
export function textsBelow(root: string): ReadonlyMap<string, string> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
  return new Map(files.map((file) => [file, readFileSync(path.join(root, file), 'latin1')]));
}

/** The command lines of all processes of this computer; `undefined` on a system that hides them. */
export function argumentsOfAll(): string | undefined {
  if (!existsSync('/proc/self/cmdline')) return undefined;
  const lines = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
      } catch {
        // It has ended meanwhile.
        return '';
      }
    });
  return lines.join('\n');
}

/** Everything that the window can ask for. */
export async function answersTo(page: Page): Promise<string> {
  const uploads = await uploadsOf(page);
  const opened: Picture[] = [];
  for (const { batchId } of uploads) {
    const whole = { filter: 'all', search: '', open: [] } as const;
    opened.push(await pictureOf(page, { kind: 'upload', batchId, ...whole }));
  }
  const files = opened.flatMap(({ list }) => list.lines.filter((line) => line.kind === 'file'));
  return JSON.stringify([
    await ask(page, 'app', 'info', undefined),
    await ask(page, 'app', 'preferences', undefined),
    await ask(page, 'app', 'queueRecovery', undefined),
    await ask(page, 'accounts', 'list', undefined),
    await ask(page, 'settings', 'get', undefined),
    uploads,
    opened,
    await pictureOf(page, { kind: 'attention' }),
    await Promise.all(files.map(({ key }) => ask(page, 'transfers', 'details', key))),
  ]);
}

/** Keeps every message that the main process sends to its window from now on. */
export async function keepMessages(app: ElectronApplication): Promise<() => Promise<string>> {
  await app.evaluate(({ BrowserWindow }) => {
    const kept: string[] = [];
    Object.assign(globalThis, { keptMessages: kept });
    for (const { webContents } of BrowserWindow.getAllWindows()) {
      const send = webContents.send.bind(webContents);
      webContents.send = (channel: string, ...payload: unknown[]) => {
        kept.push(JSON.stringify([channel, ...payload]));
        send(channel, ...payload);
      };
    }
  });
  return () =>
    app.evaluate(() => {
      const kept: unknown = Reflect.get(globalThis, 'keptMessages');
      return Array.isArray(kept) ? kept.join('\n') : '';
    });
}
