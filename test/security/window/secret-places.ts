import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { ask } from '../../e2e/helpers/bridge.ts';

/** The content of every file below a folder, by its path from there. */
export function textsBelow(root: string): ReadonlyMap<string, string> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
  return new Map(files.map((file) => [file, readFileSync(path.join(root, file), 'latin1')]));
}

/** The command lines of all processes of this computer; `undefined` where nobody tells. */
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
  const sort = { by: 'queue', descending: false } as const;
  const rows = { filter: {}, sort, range: { offset: 0, limit: 100 } };
  const { rows: transfers } = await ask(page, 'transfers', 'page', rows);
  return JSON.stringify([
    await ask(page, 'app', 'info', undefined),
    await ask(page, 'app', 'preferences', undefined),
    await ask(page, 'app', 'queueRecovery', undefined),
    await ask(page, 'accounts', 'list', undefined),
    await ask(page, 'settings', 'get', undefined),
    await ask(page, 'batches', 'list', { limit: 20 }),
    await ask(page, 'transfers', 'snapshot', undefined),
    await ask(page, 'transfers', 'failures', {}),
    transfers,
    await Promise.all(transfers.map(({ id }) => ask(page, 'transfers', 'details', id))),
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
