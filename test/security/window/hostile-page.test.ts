import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Envelope } from '../../../shared/ipc/define.ts';
import { ask } from '../../e2e/helpers/bridge.ts';
import { answerSaveDialogs } from '../../e2e/helpers/dialogs.ts';
import { dropFiles } from '../../e2e/helpers/drop-files.ts';
import { openUpload, pictureOf, showAll, untilIdle, uploadsOf } from '../../e2e/helpers/rows.ts';
import {
  launchFerry,
  pollOptions,
  temporaryFolder,
  type RunningFerry,
} from '../../e2e/helpers/launch-ferry.ts';
import { openSandbox, sandboxOf } from '../../e2e/helpers/sandbox-of.ts';
import { startListeningServer } from '../../helpers/servers/listening-server.ts';
import { creatableNames } from '../hostile-names.ts';
import { readCsv } from '../read-csv.ts';
import type { PageWorld } from './page-world.ts';

declare const window: PageWorld;

const folder = temporaryFolder();
const userData = path.join(folder.path, 'user-data');
/** The app has not granted it. */
const secretFile = path.join(folder.path, 'ssh', 'id_rsa');
const destination = { accountId: 'sandbox', bucket: 'ferry-sandbox', prefix: '' };
const target = { destination, conflictPolicy: 'ask', options: {}, scanOptions: {} } as const;
let ferry: RunningFerry;

beforeAll(async () => {
  mkdirSync(path.dirname(secretFile));
  writeFileSync(secretFile, 'PRIVATE KEY');
  ferry = await launchFerry({ userData });
  await openSandbox(ferry.page);
});
afterAll(async () => {
  await ferry.close();
  folder.remove();
});

/** What a page that was taken over gets for a call of its choice. */
function callAs(group: string, name: string, input: unknown): Promise<Envelope<unknown> | string> {
  return ferry.page.evaluate(
    async (call) => {
      try {
        return await window.ferry.call(call.group, call.name, call.input);
      } catch (thrown) {
        return thrown instanceof Error ? thrown.message : 'thrown';
      }
    },
    { group, name, input },
  );
}

const unknownId = '00000000-0000-4000-8000-000000000000';

const refused = (code: string) => ({
  ok: false,
  error: expect.objectContaining({ code }) as unknown,
});

describe('a page that was taken over', () => {
  it('has no call that takes a path', async () => {
    expect(await callAs('batches', 'handOver', { id: unknownId, paths: [secretFile] })).toBe(
      'There is no such call.',
    );
    expect(await callAs('batches', 'addHandedOver', { id: unknownId, target })).toEqual(
      refused('call-refused'),
    );
    for (const [group, name] of [
      ['__proto__', 'toString'],
      ['constructor', 'prototype'],
      ['batches', '__proto__'],
      ['batches', 'nothing'],
      ['transfers', 'progress'],
      ['', ''],
    ] as const) {
      expect(await callAs(group, name, undefined)).toBe('There is no such call.');
    }
  });

  it('uploads nothing by Files that it made up', async () => {
    const answers = await ferry.page.evaluate(
      async ({ target: chosen, secret }) => {
        const made = new window.File(['x'], secret);
        const liars = [{ name: secret, path: secret }, { path: secret }, secret, null];
        const given: unknown[] = [];
        for (const files of [[made], liars, [new Proxy<object>(made, {})]]) {
          try {
            given.push(await window.ferry.addFiles(chosen, files as never));
          } catch {
            given.push('thrown');
          }
        }
        return given;
      },
      { target, secret: secretFile },
    );
    expect(answers).toEqual([{ ok: true, value: null }, 'thrown', 'thrown']);
    for (const path of [secretFile, `file://${secretFile}`]) {
      expect(await callAs('batches', 'chooseFiles', { ...target, path })).toEqual(
        refused('call-refused'),
      );
      expect(await callAs('transfers', 'showInFolder', path)).toEqual(refused('call-refused'));
    }
    expect(await uploadsOf(ferry.page)).toEqual([]);
  });

  it('has the stored keys sent to no server of its own', async () => {
    const thief = await startListeningServer(200, '{}');
    const account = {
      id: 'sandbox',
      name: 'Sandbox',
      endpoint: thief.origin,
      region: 'cn-hangzhou',
      addressing: 'path',
    };
    for (const [name, input] of [
      ['save', account],
      ['bucketsWith', account],
      ['diagnose', { account, bucket: 'ferry-sandbox', prefix: '', withSpeed: true }],
      ['save', { ...account, id: 'network-proxy' }],
      ['bucketsWith', { ...account, id: undefined }],
    ] as const) {
      expect([name, await callAs('accounts', name, input)]).toEqual([
        name,
        refused('credentials-missing'),
      ]);
    }
    const [sandbox] = await ask(ferry.page, 'accounts', 'list', undefined);
    expect(sandbox?.endpoint).not.toBe(thief.origin);
    expect(thief.heard).toEqual([]);
  });

  it('never gets a key', async () => {
    const file = path.join(userData, 'sandbox', 'account.json');
    const { accessKeySecret } = JSON.parse(readFileSync(file, 'utf8')) as {
      readonly accessKeySecret: string;
    };
    const accounts = await ask(ferry.page, 'accounts', 'list', undefined);
    expect(JSON.stringify(accounts)).not.toContain(accessKeySecret);
  });
});

/** Lets go of something over the window that is no file, as a browser lets a link be dragged. */
async function dropItems(items: readonly { mimeType: string; data: string }[]): Promise<void> {
  const session = await ferry.page.context().newCDPSession(ferry.page);
  const data = { items: [...items], files: [], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data });
  }
  await session.detach();
}

describe('a drop', () => {
  it.each([
    ['a link', [{ mimeType: 'text/uri-list', data: 'https://example.com/' }]],
    ['a link to a file', [{ mimeType: 'text/uri-list', data: `file://${secretFile}` }]],
    ['a script as a link', [{ mimeType: 'text/uri-list', data: 'javascript:window.hacked=1' }]],
    ['markup', [{ mimeType: 'text/html', data: '<img src=x onerror="window.hacked=1">' }]],
    ['a path', [{ mimeType: 'text/plain', data: secretFile }]],
  ])('row 49: of %s is refused by the page, and adds nothing', async (_what, items) => {
    const { page } = ferry;
    await page.evaluate(() => {
      window.drags = [];
      for (const type of ['dragover', 'drop'] as const) {
        window.addEventListener(type, ({ defaultPrevented, dataTransfer }) => {
          window.drags.push(`${type} ${defaultPrevented} ${dataTransfer?.dropEffect ?? ''}`);
        });
      }
    });
    await dropItems(items);
    // Whatever comes of the drag is prevented; and nothing is dropped where nothing is taken.
    const drags = (): Promise<readonly string[]> => page.evaluate(() => window.drags);
    await expect.poll(drags, pollOptions).not.toEqual([]);
    expect(new Set(await drags())).toEqual(new Set(['dragover true none']));
    expect(await page.evaluate(() => window.hacked)).toBeUndefined();
    expect(await uploadsOf(page)).toEqual([]);
  });
});

/** Answers the next question for a place, and exports the batch there. */
async function exported(batchId: number, format: 'csv' | 'json'): Promise<string> {
  const filePath = path.join(folder.path, `results.${format}`);
  await answerSaveDialogs(ferry, filePath);
  expect(await ask(ferry.page, 'batches', 'export', { batchId, format })).toBe(true);
  return readFileSync(filePath, 'utf8');
}

describe(`a folder of ${creatableNames.length} hostile names`, () => {
  const root = path.join(folder.path, 'names');

  it('arrives under these names, and nothing from beside it', async () => {
    mkdirSync(root);
    for (const name of creatableNames) writeFileSync(path.join(root, name), name);
    await dropFiles(ferry.page, [root]);
    const done = async () => (await ask(ferry.page, 'transfers', 'count', { all: true })).done;
    await expect.poll(done, pollOptions).toBe(creatableNames.length);
    const objects = await sandboxOf(ferry.page, userData);
    expect(new Set(await objects.keys())).toEqual(
      new Set(creatableNames.map((name) => `names/${name}`)),
    );
  });

  it('runs nothing on the page that lists it', async () => {
    const { page } = ferry;
    await showAll(page);
    await untilIdle(page);
    await openUpload(page, 'names');
    await page.getByRole('button', { name: `Done ${creatableNames.length}` }).waitFor();
    await page.locator('.line.file').nth(10).waitFor();
    const [{ batchId } = { batchId: 0 }] = await uploadsOf(page);
    for (const search of ['hacked', '<', 'javascript', '{{', '=']) {
      const view = { kind: 'upload', batchId, filter: 'all', search, open: [] } as const;
      const found = async () => (await pictureOf(page, view)).list.lines.length;
      await expect.poll(found, pollOptions).toBeGreaterThan(0);
    }
    const found = await page.evaluate(() => ({
      hacked: window.hacked,
      elements: window.document.querySelectorAll(
        'img[src=x], svg[onload], script:not([src]), iframe, base, a[href^="javascript"], style',
      ).length,
    }));
    expect(found).toEqual({ hacked: undefined, elements: 0 });
  });

  it('is exported as text', async () => {
    const [upload] = await uploadsOf(ferry.page);
    const batchId = upload?.batchId ?? 0;
    const [header, ...lines] = readCsv(await exported(batchId, 'csv'), ',');
    expect(header?.[0]).toBe('\ufeffpath');
    expect(lines).toHaveLength(creatableNames.length);
    expect(lines.flat().filter((cell) => /^[=+\-@\t\r\n]/.test(cell))).toEqual([]);
    const rows = JSON.parse(await exported(batchId, 'json')) as { readonly key: string }[];
    expect(new Set(rows.map(({ key }) => key))).toEqual(
      new Set(creatableNames.map((name) => `names/${name}`)),
    );
  });

  it('is in no line of the log', () => {
    const log = readFileSync(path.join(userData, 'logs', 'ferry.log'), 'utf8');
    expect(log).toContain('transfer-finished');
    expect(log).not.toMatch(/hacked|HYPERLINK|id_rsa/);
    for (const line of log.trimEnd().split('\n'))
      expect(() => JSON.parse(line) as unknown).not.toThrow();
  });
});
