import { expect, it } from 'vitest';
import { startFerryUnderTest } from '../../helpers/ferry-under-test.ts';
import { KiB, partSize } from '../../helpers/quick-settings.ts';
import { noise } from '../../helpers/source-content.ts';

/** Sends the files and counts what reached the server, from the first request to the last. */
async function send(sizes: readonly number[], brokenParts: readonly number[] = []) {
  const ferry = await startFerryUnderTest();
  for (const partNumber of brokenParts) {
    const fault = { kind: 'cut-request', afterBytes: partSize / 2 } as const;
    ferry.sandbox.faults.add({ when: { operation: 'UploadPart', partNumber }, fault });
  }
  ferry.sandbox.journal.clear();
  await ferry.add(sizes.map((size, index) => ferry.write(`${index}.bin`, noise(size))));
  await ferry.cleanedUp();
  const { states } = await ferry.store.counters();
  expect(states.done.files).toBe(sizes.length);
  // Where nothing moves for two seconds, as on a busy machine, Ferry probes with an unknown upload.
  const entries = ferry.sandbox.journal.entries.filter(
    ({ operation, status }) => operation !== 'ListParts' || status !== 404,
  );
  const operations: Record<string, number> = {};
  for (const { operation = 'unknown' } of entries) {
    operations[operation] = (operations[operation] ?? 0) + 1;
  }
  const bodies = entries.filter(({ method }) => method === 'PUT');
  const received = bodies.reduce((sum, { bytesReceived }) => sum + bytesReceived, 0);
  const size = sizes.reduce((sum, one) => sum + one, 0);
  return { operations, received: received / size };
}

it('small files take one request each, and every byte goes once', async () => {
  const { operations, received } = await send(Array.from({ length: 200 }, () => 3 * KiB));
  expect(operations).toEqual({ PutObject: 200 });
  expect(received).toBe(1);
});

it('a large file takes a request for each part and two more, and every byte goes once', async () => {
  const { operations, received } = await send([100 * partSize]);
  expect(operations).toEqual({
    InitiateMultipartUpload: 1,
    UploadPart: 100,
    CompleteMultipartUpload: 1,
  });
  expect(received).toBe(1);
});

it('when one part of a hundred breaks, only that part goes again', async () => {
  const { operations, received } = await send([200 * partSize], [7, 150]);
  expect(operations).toEqual({
    InitiateMultipartUpload: 1,
    UploadPart: 202,
    CompleteMultipartUpload: 1,
  });
  expect(received).toBeGreaterThan(1);
  expect(received).toBeLessThanOrEqual(1.01);
});
