import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { uploadPart } from '../../../../main/engine/parts/upload-parts.ts';
import { type ErrorCode, TransferError } from '../../../../shared/errors.ts';
import { ManualClock } from '../manual-clock.ts';
import { handle, identity, type PortSketch, runOn } from '../run-on-ports.ts';

const MiB = 1024 * 1024;

/** A run whose parts of 8 MiB each take `milliseconds`; the first ones end with `errors`. */
function runOfParts(milliseconds: number, errors: readonly ErrorCode[] = []) {
  const clock = new ManualClock();
  const left = [...errors];
  const taken: string[] = [];
  const sketch: PortSketch = {
    objects: {
      uploadPart: async (_target, _uploadId, _number, _bytes, { onBytes }) => {
        onBytes?.(5 * MiB);
        await clock.pass(milliseconds / 2);
        onBytes?.(3 * MiB);
        await clock.pass(milliseconds / 2);
        const code = left.shift();
        if (code !== undefined) throw new TransferError({ code });
        return { etag: 'e', sentCrc64: '1', storedCrc64: '1', md5Checked: false, requestId: 'r' };
      },
    },
    store: { savePart: () => Promise.resolve() },
  };
  const run = runOn(sketch, {
    tookPart: (bytes, time) => taken.push(`${bytes / MiB} MiB in ${time} ms`),
  });
  const ports = { ...run.ports, clock };
  const source = { handle, identity };
  const slot = { isCrowded: false, giveWay: () => Promise.resolve() };
  const send = (number: number) => {
    const range = { number, start: (number - 1) * 8 * MiB, end: number * 8 * MiB };
    const part = { source, range, slot, uploadId: 'u', signal: run.signal };
    return uploadPart({ ...run, ports }, part);
  };
  const next = () => run.partSize.for(8 * MiB, 100_000 * MiB) / MiB;
  return { clock, send, next, taken };
}

describe('the parts of an upload', () => {
  it.each([
    [500, 16],
    [5000, 8],
  ])('of %s ms each teach the part size of the next one: %s MiB', async (milliseconds, size) => {
    const { send, next } = runOfParts(milliseconds);
    for (let number = 1; number <= 8; number += 1) await send(number);
    expect(next()).toBe(size);
  });

  it('tell when the system took their last byte, before the response', async () => {
    const { send, taken } = runOfParts(500);
    await send(1);
    expect(taken).toEqual(['8 MiB in 250 ms']);
  });

  it.each([
    ['no-progress', 4],
    ['connection-lost', 8],
    ['server-busy', 8],
  ] as const)('that end with %s teach it too: %s MiB', async (code, size) => {
    const { clock, send, next } = runOfParts(500, [code]);
    const sent = send(1);
    while (clock.sleeping === 0) await nextTurn();
    await clock.pass(600_000);
    await sent;
    expect(next()).toBe(size);
  });
});
