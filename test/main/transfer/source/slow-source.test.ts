import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { startHttp } from '../local-server.ts';
import { fileBody, never, openFile, put, useTransport } from '../transport-fixture.ts';

const openTransport = useTransport();
const size = 4 * 1024 * 1024;

/** Runs in the worker before its modules: each read of a file takes 200 ms more, as on a share. */
const slowReads = `
  import fs from 'node:fs';
  import { syncBuiltinESMExports } from 'node:module';
  const { read } = fs;
  fs.read = (...call) => setTimeout(() => read(...call), 200);
  fs.statfsSync = () => ({ type: 0x6969 });
  syncBuiltinESMExports();
`;

const preload = `data:text/javascript,${encodeURIComponent(slowReads)}`;

/** @returns the milliseconds that a body of 4 MiB waited for its file */
async function waitsOfBody(): Promise<number> {
  const server = await startHttp((request, response) => {
    request.resume().on('end', () => response.end());
  });
  const transport = openTransport({
    workers: 1,
    startWorker: (workerData) => {
      const worker = new URL(
        '../../../../main/transfer/workers/transfer-worker.ts',
        import.meta.url,
      );
      return new Worker(worker, {
        workerData,
        execArgv: ['--import', preload],
        trackUnmanagedFds: false,
      });
    },
  });
  let waits = 0;
  let moved = 0;
  await transport.send(put(server.url, fileBody(openFile(Buffer.alloc(size)), size)), {
    signal: never(),
    onBytes: (bytes, waited = 0) => {
      moved += bytes;
      waits += waited;
    },
  });
  expect(moved).toBe(size);
  return waits;
}

describe('a body from a slow disk or share', () => {
  it('tells how long its connection had nothing to send', async () => {
    // Eight reads of 200 ms, less what the socket still had to take when they began.
    expect(await waitsOfBody()).toBeGreaterThan(800);
  });
});
