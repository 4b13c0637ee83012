import { once } from 'node:events';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { KeptBytes, Transport } from '../../../main/transfer/transport.ts';
import { startHttp } from './local-server.ts';
import { never, openFolder, put, someBytes, useTransport } from './transport-fixture.ts';

const openTransport = useTransport();
const size = 5000;
const before = someBytes(size);
const after = Buffer.alloc(size, 7);

/** A file that can be overwritten in place while it is open. */
function openChangingFile(): { descriptor: number; change: () => void } {
  const path = join(openFolder(), 'source');
  writeFileSync(path, before);
  const descriptor = openSync(path, 'r');
  onTestFinished(() => closeSync(descriptor));
  return { descriptor, change: () => writeFileSync(path, after, { flag: 'r+' }) };
}

/** What the server gets of the file when it changes between its MD5 and its request. */
async function received(
  transport: Transport,
  between: (descriptor: number) => Promise<unknown>,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const server = await startHttp((request, response) => {
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    void once(request, 'end').then(() => response.end());
  });
  const { descriptor, change } = openChangingFile();
  const range = { descriptor, start: 0, end: size };
  const { kept } = await transport.digest(range, never());
  await between(descriptor);
  change();
  const body = { kind: 'file', ...range, kept: kept as KeptBytes } as const;
  await transport.send(put(`${server.url}/key`, body), { signal: never() });
  return Buffer.concat(chunks);
}

it('sends a small file from the memory in which its MD5 was made', async () => {
  expect(await received(openTransport(), () => Promise.resolve())).toEqual(before);
});

it('reads the file again when the memory was needed for others since', async () => {
  const transport = openTransport({ workers: 1 });
  const digestOthers = (descriptor: number): Promise<unknown> => {
    const range = { descriptor, start: 0, end: size };
    return Promise.all(Array.from({ length: 64 }, () => transport.digest(range, never())));
  };
  expect(await received(transport, digestOthers)).toEqual(after);
});

it('keeps no more than one slot of a file', async () => {
  const { descriptor } = openChangingFile();
  const path = join(openFolder(), 'large');
  writeFileSync(path, Buffer.alloc(1024 * 1024));
  const large = openSync(path, 'r');
  onTestFinished(() => closeSync(large));
  const transport = openTransport();
  const short = await transport.digest({ descriptor, start: 0, end: size }, never());
  const long = await transport.digest({ descriptor: large, start: 0, end: 1024 * 1024 }, never());
  expect([short.kept === undefined, long.kept === undefined]).toEqual([false, true]);
});
