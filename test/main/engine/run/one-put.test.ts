import { describe, expect, it } from 'vitest';
import type { SourceFiles } from '../../../../main/engine/ports/source-files.ts';
import { isOnePut, type Run } from '../../../../main/engine/run/run.ts';
import { runTransfer } from '../../../../main/engine/run/run-transfer.ts';
import { defaultSettings } from '../../../../shared/settings.ts';
import { handle, identity, runOn } from '../run-on-ports.ts';

const MiB = 1024 * 1024;
const file = { ...identity, size: 8 * MiB };
/** What a line with 1 % of its packets lost and 100 ms carries on one connection in 15 s. */
const slow = { bytes: 1_800_000 };

function runOf(changes: Partial<Run>): Run {
  return runOn({}, { settings: () => defaultSettings, ...changes });
}

describe('a file below the multipart threshold', () => {
  it('goes by one PutObject until its connection is known to be slow, then by parts', () => {
    expect(isOnePut(runOf({}), 8 * MiB)).toBe(true);
    expect(isOnePut(runOf({ putLimit: slow }), 8 * MiB)).toBe(false);
    expect(isOnePut(runOf({ putLimit: slow }), MiB)).toBe(true);
  });

  it('goes by one PutObject on a slow line when its part size makes one part of it', () => {
    const batch = { options: { partSize: 16 * MiB } } as Run['batch'];
    expect(isOnePut(runOf({ putLimit: slow, batch }), 8 * MiB)).toBe(true);
  });

  it('obeys a threshold that the user chose, on every line', () => {
    const settings = () => ({ ...defaultSettings, multipartThreshold: 10 * MiB });
    expect(isOnePut(runOf({ putLimit: slow, settings }), 8 * MiB)).toBe(true);
  });

  it('stays an upload by parts once that has begun, also on a line that became fast', () => {
    const { transfer } = runOf({});
    expect(isOnePut(runOf({ transfer: { ...transfer, hasCheckpoint: true } }), 8 * MiB)).toBe(
      false,
    );
  });
});

/** Runs a file of 8 MiB that no policy has to look at first. @returns the requests */
async function requestsOf(changes: Partial<Run>): Promise<readonly string[]> {
  const requests: string[] = [];
  const accepted = { etag: 'e', sentCrc64: '77', md5Checked: false, requestId: 'r' };
  const run = runOn(
    {
      objects: {
        head: () => {
          requests.push('head');
          return Promise.resolve(undefined);
        },
        putFile: () => {
          requests.push('put');
          return Promise.resolve({ ...accepted, storedCrc64: '77', sourceAfter: file });
        },
        initiate: () => {
          requests.push('initiate');
          return Promise.resolve('upload');
        },
        uploadPart: (_target, _uploadId, number, { start, end }) => {
          requests.push(`part ${number} of ${(end - start) / MiB} MiB`);
          return Promise.resolve({ ...accepted, storedCrc64: '77' });
        },
        complete: () => {
          requests.push('complete');
          return Promise.resolve({ etag: 'e', requestId: 'r' });
        },
      },
      store: {
        checkpoint: () => Promise.resolve(undefined),
        intend: () => Promise.resolve(),
        saveUploadId: () => Promise.resolve(),
        savePart: () => Promise.resolve(),
        saveCompleting: () => Promise.resolve(),
      },
    },
    { settings: () => defaultSettings, policy: 'overwrite', ...changes },
  );
  const source = { ...handle, identity: () => Promise.resolve(file) };
  const files: Partial<SourceFiles> = { open: () => Promise.resolve(source) };
  const transfer = { ...run.transfer, ...changes.transfer, identity: file };
  const ports = { ...run.ports, files: files as SourceFiles };
  await runTransfer({ ...run, ports, transfer }, () => Promise.resolve());
  return requests;
}

describe('the requests of a file of 8 MiB', () => {
  it('are one where nothing speaks against it', async () => {
    expect(await requestsOf({})).toEqual(['put']);
  });

  it('are eight parts where one connection carries little', async () => {
    const requests = await requestsOf({ putLimit: slow });
    const parts = Array.from({ length: 8 }, (_, index) => `part ${index + 1} of 1 MiB`);
    expect(requests).toEqual(['initiate', ...parts, 'complete', 'head']);
  });

  it('begin with a look for the PutObject of an earlier attempt, which may have arrived', async () => {
    const { transfer } = runOf({});
    const requests = await requestsOf({ putLimit: slow, transfer: { ...transfer, attempts: 1 } });
    expect(requests.slice(0, 2)).toEqual(['head', 'initiate']);
  });
});
