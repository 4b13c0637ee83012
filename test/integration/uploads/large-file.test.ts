import { closeSync, createReadStream, ftruncateSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { requests } from '../../helpers/expect-transfer.ts';
import { startFerryUnderTest } from '../../helpers/ferry-under-test.ts';
import { MiB } from '../../helpers/quick-settings.ts';
import { noise } from '../../helpers/source-content.ts';

const size = 1024 * MiB;

/** A gibibyte with holes, as sparse as a disk image: noise that is nowhere the same, every 16 MiB. */
function writeImage(file: string): void {
  const descriptor = openSync(file, 'w');
  ftruncateSync(descriptor, size);
  for (let start = 0; start < size; start += 16 * MiB) {
    writeSync(descriptor, noise(MiB, start), 0, MiB, start + ((start / 16) % (15 * MiB)));
  }
  closeSync(descriptor);
}

/** Compares two streams as they come; neither is ever held in memory as a whole. */
async function isSame(
  one: AsyncIterable<Buffer>,
  other: AsyncIterable<Buffer>,
): Promise<{ readonly same: boolean; readonly bytes: number }> {
  const rest = other[Symbol.asyncIterator]();
  let chunk: Buffer = Buffer.alloc(0);
  let bytes = 0;
  for await (const expected of one) {
    for (let offset = 0; offset < expected.length;) {
      if (chunk.length === 0) {
        const next = await rest.next();
        if (next.done === true) return { same: false, bytes };
        chunk = next.value;
      }
      const length = Math.min(chunk.length, expected.length - offset);
      if (expected.compare(chunk, 0, length, offset, offset + length) !== 0) {
        return { same: false, bytes };
      }
      chunk = chunk.subarray(length);
      offset += length;
      bytes += length;
    }
  }
  const end = await rest.next();
  return { same: chunk.length === 0 && end.done === true, bytes };
}

describe('a file of one gibibyte', () => {
  it('arrives byte for byte, each part sent once', async () => {
    const ferry = await startFerryUnderTest({ settings: { partSize: 8 * MiB } });
    const file = path.join(ferry.source, 'image.raw');
    writeImage(file);
    await ferry.add(file);
    await ferry.cleanedUp();
    expect(await ferry.row('image.raw')).toMatchObject({
      state: { name: 'done', verified: 'crc64' },
      bytesSent: size,
    });
    expect(requests(ferry.sandbox, 'UploadPart')).toEqual({ arrived: 128, applied: 128 });
    const { stream } = await ferry.remote.client.getStream('image.raw');
    const local = createReadStream(file, { highWaterMark: MiB });
    expect(await isSame(local, stream)).toEqual({ same: true, bytes: size });
  });
});
