import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ask } from '../../e2e/helpers/bridge.ts';
import { dropFiles } from '../../e2e/helpers/drop-files.ts';
import { launchFerry, temporaryFolder, type RunningFerry } from '../../e2e/helpers/launch-ferry.ts';
import { rowOf } from '../../e2e/helpers/rows.ts';
import { hostileNames } from '../hostile-names.ts';
import type { PageWorld } from './page-world.ts';

declare const window: PageWorld;

const folder = temporaryFolder();
/** What a server may say in words, one text a file. Control characters cannot stand in XML. */
const texts = hostileNames
  .filter((name) => /[<{&]|hacked/.test(name) && !/[\x00-\x1f]/.test(name))
  .slice(0, 24);

/** Refuses everything as OSS does, with markup wherever words stand. */
const server = createServer((request, response) => {
  const number = Number(/(\d+)\.txt/.exec(request.url ?? '')?.[1] ?? 0);
  const text = texts[number] ?? '';
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const words = ['Message', 'RequestId', 'EC', 'HostId']
    .map((name) => `<${name}>${escaped}</${name}>`)
    .join('');
  request.resume().on('end', () => {
    response
      .writeHead(403, { 'Content-Type': 'application/xml', 'x-oss-request-id': 'A'.repeat(24) })
      .end(`<Error><Code>AccessDenied</Code>${words}</Error>`);
  });
});
let ferry: RunningFerry;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ferry = await launchFerry({ userData: path.join(folder.path, 'user-data') });
});
afterAll(async () => {
  await ferry.close();
  server.closeAllConnections();
  server.close();
  folder.remove();
});

it('row 51: what a server says is text on the page, and runs nothing', async () => {
  const { page } = ferry;
  expect(texts.length).toBeGreaterThan(15);
  const { port } = server.address() as AddressInfo;
  const { id: accountId } = await ask(page, 'accounts', 'save', {
    name: 'Hostile',
    endpoint: `http://127.0.0.1:${port}`,
    region: 'cn-hangzhou',
    addressing: 'path',
    secrets: { accessKeyId: 'id', accessKeySecret: 'secret' },
  });
  await ask(page, 'app', 'changePreferences', {
    destinations: [
      {
        id: 'd',
        accountId,
        bucket: 'hostile',
        prefix: '',
        conflictPolicy: 'overwrite',
        options: {},
      },
    ],
    currentDestination: 'd',
  });
  const files = texts.map((text, index) => {
    const file = path.join(folder.path, `said-${index}.txt`);
    writeFileSync(file, text);
    return file;
  });
  await dropFiles(page, files);
  await page.getByRole('grid').waitFor();
  await rowOf(page, 'said-').first().dblclick();
  await page.getByRole('button', { name: `Failed ${texts.length}` }).waitFor();
  await rowOf(page, 'said-').first().click();
  await page.keyboard.press('Control+i');
  const details = page.getByRole('complementary');
  const shown: string[] = [];
  for (const file of files) {
    await rowOf(page, path.basename(file)).click();
    await details.getByRole('heading', { name: path.basename(file) }).waitFor();
    shown.push(await details.innerText());
  }
  // That it is shown at all.
  expect(shown.some((text) => text.includes('<img src=x onerror='))).toBe(true);
  const found = await page.evaluate(() => ({
    hacked: window.hacked,
    elements: window.document.querySelectorAll(
      'img[src=x], svg[onload], script:not([src]), iframe, base, a[href^="javascript"], style',
    ).length,
  }));
  expect(found).toEqual({ hacked: undefined, elements: 0 });
});
