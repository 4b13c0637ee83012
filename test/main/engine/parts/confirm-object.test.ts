import { describe, expect, it } from 'vitest';
import { RequestLimiter } from '../../../../main/engine/limits/request-limiter.ts';
import { crc64OfNothing } from '../../../../main/engine/parts/crc64-combine.ts';
import { deliveredTwice } from '../../../../main/engine/parts/confirm-object.ts';
import type { ObjectFacts } from '../../../../main/engine/ports/object-store.ts';
import type { Run } from '../../../../main/engine/run/run.ts';
import { ManualClock } from '../manual-clock.ts';

const marker: ObjectFacts = {
  size: 0,
  etag: '"D41D8CD98F00B204E9800998ECF8427E"',
  crc64: crc64OfNothing,
  lastModified: 0,
  age: 2000,
  requestId: 'request',
  meta: {},
};

function runOn(facts: ObjectFacts | undefined): Run {
  const run = {
    ports: { objects: { head: () => Promise.resolve(facts) } },
    limiter: new RequestLimiter(1, new ManualClock()),
    signal: new AbortController().signal,
    settings: () => ({ idleTimeout: 1000 }),
  };
  return run as unknown as Run;
}

describe('a PutObject that was refused because the object exists', () => {
  it('was delivered twice when the object is the file and younger than the request', async () => {
    const sent = await deliveredTwice(runOn(marker), undefined, 3000);
    expect(sent).toMatchObject({ verified: 'crc64', size: 0 });
  });

  it.each([
    ['is older, or may be by the accuracy of dates', { ...marker, age: 2001 }],
    ['has no age', { ...marker, age: Number.POSITIVE_INFINITY }],
    ['has another size', { ...marker, size: 1 }],
    ['has other bytes', { ...marker, crc64: '1' }],
    ['has no CRC-64', { ...marker, crc64: undefined } as unknown as ObjectFacts],
    ['is gone', undefined],
  ])('met a foreign object when the object %s', async (_what, facts) => {
    expect(await deliveredTwice(runOn(facts), undefined, 3000)).toBeUndefined();
  });
});
