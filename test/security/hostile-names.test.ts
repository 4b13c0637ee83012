import { describe, expect, it } from 'vitest';
import { csvLine, jsonLine } from '../../main/desktop/calls/export-results.ts';
import { objectUrl } from '../../main/desktop/calls/transfer-views.ts';
import { formatLink } from '../../shared/text/link-format.ts';
import { pageFile } from '../../main/desktop/window/served-files.ts';
import { objectKeyError } from '../../main/engine/queue/object-key.ts';
import { transferFromEntry } from '../../main/engine/queue/plan-upload.ts';
import { logLine } from '../../shared/log-line.ts';
import { printable, printableJson } from '../../shared/text/printable.ts';
import { noOptions, someAccount, someContext, someTarget } from '../helpers/oss-account.ts';
import { ossResponse, someEtag } from '../helpers/oss-responses.ts';
import { sampleTransfer } from '../main/desktop/sample-transfers.ts';
import { scriptedStore } from '../main/oss/scripted-store.ts';
import { creatableNames, hostileNames, impossibleNames } from './hostile-names.ts';
import { readCsv } from './read-csv.ts';

/** What moves the cursor, turns or hides text. */
const commanding = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202a-\u202e\u2066-\u2069]/u;
const identity = { device: '1', inode: '1', size: 1, modified: '1', changed: '1' };

function rowOf(name: string) {
  const entry = { kind: 'file', path: `/granted/${name}`, relativePath: name, identity } as const;
  return transferFromEntry(entry, 'in/', 1024);
}

describe(`${hostileNames.length} hostile names`, () => {
  it('are enough', () => {
    expect(hostileNames.length).toBeGreaterThanOrEqual(250);
    expect(creatableNames.length).toBeGreaterThanOrEqual(200);
  });

  it('become exactly the key that they say, or none', () => {
    for (const name of hostileNames) {
      const { key, state } = rowOf(name);
      expect(key).toBe(`in/${name}`);
      const fault = objectKeyError(key);
      expect([name, state]).toEqual([
        name,
        fault === undefined ? { name: 'queued' } : { name: 'failed', error: fault },
      ]);
      if (fault?.proposedKey !== undefined) {
        expect(objectKeyError(fault.proposedKey)).toBeUndefined();
      }
    }
    const climbing = impossibleNames.filter((name) => /.\/|\/./.test(name));
    expect(climbing.length).toBeGreaterThan(5);
    expect(climbing.map((name) => rowOf(name).state.name)).toEqual(climbing.map(() => 'failed'));
  });

  it('stay inside the path of their request', async () => {
    const { store, transport } = scriptedStore();
    for (const name of hostileNames) {
      const key = `in/${name}`;
      if (objectKeyError(key) !== undefined) continue;
      const put = store.put({ ...someTarget, key }, undefined, noOptions, someContext());
      const { request, respondWith } = await transport.nextRequest();
      respondWith(ossResponse({ headers: { etag: someEtag } }));
      await put;
      const url = new URL(request.url);
      expect([url.host, url.search, url.hash, decodeURIComponent(url.pathname)]).toEqual([
        'my-bucket.oss-cn-hangzhou.aliyuncs.com',
        '',
        '',
        `/${key}`,
      ]);
      expect(Object.values(request.headers).join('')).not.toMatch(/[\r\n]/);
    }
  });

  it('stay inside a link to their object', () => {
    for (const name of hostileNames.filter((one) => objectKeyError(`in/${one}`) === undefined)) {
      const text = objectUrl(someAccount, 'my-bucket', `in/${name}`);
      expect(text).not.toMatch(commanding);
      const url = new URL(text);
      expect([url.host, url.search + url.hash, decodeURIComponent(url.pathname)]).toEqual([
        'my-bucket.oss-cn-hangzhou.aliyuncs.com',
        '',
        `/in/${name}`,
      ]);
      expect(
        formatLink('place', { url: 'URL', key: name.replaceAll('/', '') }, '{url}|{name}'),
      ).toBe(`URL|${name.replaceAll('/', '')}`);
    }
  });

  it('are one line of a log or a terminal, and command neither', () => {
    for (const name of hostileNames) {
      const error = { code: 'internal', detail: name, requestId: name, proposedKey: name } as const;
      const line = logLine(0, 'error', { event: 'transfer-failed', error });
      expect(line.slice(0, -1)).not.toMatch(commanding);
      const read = JSON.parse(line) as { readonly error: Readonly<Record<string, unknown>> };
      expect(read.error['detail']).toBe(name.slice(0, 500));
      expect(read.error).not.toHaveProperty('proposedKey');
      expect(printable(name)).not.toMatch(commanding);
      expect(JSON.parse(printableJson({ name }))).toEqual({ name });
    }
  });

  it('are text in a spreadsheet, wherever it begins a cell', () => {
    for (const name of hostileNames) {
      const line = csvLine(sampleTransfer({ relativePath: name, key: `in/${name}` }));
      const [[path, bucket, key, ...rest] = [], ...others] = readCsv(line, ',');
      expect([others, bucket, rest]).toEqual([[], 'bucket', ['10', 'queued', '', '']]);
      expect(path?.replaceAll("'", '')).toBe(name.replaceAll("'", ''));
      expect(key?.replaceAll("'", '')).toBe(`in/${name}`.replaceAll("'", ''));
      for (const separator of [',', ';', '\t']) {
        const cells = readCsv(line, separator).flat();
        const formulas = cells.filter((cell) => /^[=+\-@＝＋－＠\t\r\n]/.test(cell));
        expect([name, separator, formulas]).toEqual([name, separator, []]);
      }
    }
  });

  it('are exact in the JSON of an export', () => {
    for (const name of hostileNames) {
      const line = jsonLine(sampleTransfer({ relativePath: name }));
      expect(line).not.toMatch(/[\r\n]/);
      expect((JSON.parse(line) as { path: string }).path).toBe(name);
    }
  });

  it('name no file that the window is served', () => {
    for (const name of hostileNames.map((one) => one.toWellFormed())) {
      for (const url of [`app://ferry/${name}`, `app://ferry/${encodeURIComponent(name)}.html`]) {
        const file = pageFile(url, '/app/page');
        if (file !== undefined) expect(file.path.startsWith('/app/page/')).toBe(true);
      }
    }
  });
});
