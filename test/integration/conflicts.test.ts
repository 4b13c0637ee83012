import { utimesSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Transfer } from '../../shared/transfer.ts';
import type { ConflictPolicy } from '../../shared/upload/upload-options.ts';
import { requests } from '../helpers/expect-transfer.ts';
import { startFerryUnderTest, type FerryUnderTest } from '../helpers/ferry-under-test.ts';
import { KiB } from '../helpers/quick-settings.ts';
import { accountId } from '../helpers/sandbox-account.ts';
import { noise } from '../helpers/source-content.ts';

const contents = { small: noise(10 * KiB, 'ours'), large: noise(250 * KiB, 'ours') };
type Size = keyof typeof contents;
const sizes: readonly Size[] = ['small', 'large'];
const foreign = noise(10 * KiB, 'foreign');
const long = { past: new Date(2001, 0), future: new Date(2099, 0) };

/** Queues both files under keys that exist; `remote` is what lies there. */
async function meet(
  ferry: FerryUnderTest,
  conflictPolicy: ConflictPolicy,
  remote: (size: Size) => Buffer,
  modified = long.past,
): Promise<void> {
  for (const size of sizes) await ferry.remote.client.put(`${size}.bin`, remote(size));
  const paths = sizes.map((size) => ferry.write(`${size}.bin`, contents[size]));
  for (const file of paths) utimesSync(file, modified, modified);
  await ferry.add(paths, { conflictPolicy });
  await ferry.engine.settled();
}

async function states(ferry: FerryUnderTest): Promise<readonly Transfer['state'][]> {
  return await Promise.all(sizes.map(async (size) => (await ferry.row(`${size}.bin`)).state));
}

async function holds(ferry: FerryUnderTest, key: string): Promise<'ours' | 'foreign' | 'nothing'> {
  const found = await ferry.remote.read(key);
  if (found === undefined) return 'nothing';
  if (found.equals(foreign)) return 'foreign';
  expect(Object.values(contents).some((content) => content.equals(found))).toBe(true);
  return 'ours';
}

async function held(ferry: FerryUnderTest): Promise<readonly string[]> {
  expect(await ferry.remote.uploads()).toEqual([]);
  return await Promise.all(sizes.map((size) => holds(ferry, `${size}.bin`)));
}

const both = <Value>(value: Value) => [value, value];
const done = { name: 'done', verified: 'crc64' };

describe('an object that exists', () => {
  it('is replaced by the policy "overwrite"', async () => {
    const ferry = await startFerryUnderTest();
    await meet(ferry, 'overwrite', () => foreign);
    expect(await states(ferry)).toEqual(both(done));
    expect(await held(ferry)).toEqual(both('ours'));
  });

  it('stays with the policy "skip", and no part of a large file travels', async () => {
    const ferry = await startFerryUnderTest();
    await meet(ferry, 'skip', () => foreign);
    expect(await states(ferry)).toEqual(both({ name: 'skipped', reason: 'exists' }));
    expect(await held(ferry)).toEqual(both('foreign'));
    expect(requests(ferry.sandbox, 'UploadPart').arrived).toBe(0);
  });

  it('is compared by size and CRC-64 with the policy "skip-identical"', async () => {
    const ferry = await startFerryUnderTest();
    await meet(ferry, 'skip-identical', (size) => contents[size]);
    expect(await states(ferry)).toEqual(both({ name: 'skipped', reason: 'identical' }));
    expect(requests(ferry.sandbox, 'UploadPart').arrived).toBe(0);
    await ferry.engine.remove({ all: true });
    await meet(ferry, 'skip-identical', () => foreign);
    expect(await states(ferry)).toEqual(both(done));
    expect(await held(ferry)).toEqual(both('ours'));
  });

  it('is replaced by the policy "newer" only when the file is younger', async () => {
    const ferry = await startFerryUnderTest();
    await meet(ferry, 'newer', () => foreign, long.past);
    expect(await states(ferry)).toEqual(both({ name: 'skipped', reason: 'not-newer' }));
    expect(await held(ferry)).toEqual(both('foreign'));
    await ferry.engine.remove({ all: true });
    await meet(ferry, 'newer', () => foreign, long.future);
    expect(await states(ferry)).toEqual(both(done));
    expect(await held(ferry)).toEqual(both('ours'));
  });

  it('keeps its key with the policy "rename", and the file gets the next free one', async () => {
    const ferry = await startFerryUnderTest();
    await ferry.remote.client.put('small (1).bin', foreign);
    await meet(ferry, 'rename', () => foreign);
    expect(await states(ferry)).toEqual(both(done));
    expect(await held(ferry)).toEqual(both('foreign'));
    expect((await ferry.row('small.bin')).key).toBe('small (2).bin');
    expect((await ferry.row('large.bin')).key).toBe('large (1).bin');
    expect(await holds(ferry, 'small (2).bin')).toBe('ours');
    expect(await holds(ferry, 'large (1).bin')).toBe('ours');
  });

  it('makes the policy "ask" wait for an answer, which then counts', async () => {
    const ferry = await startFerryUnderTest();
    await meet(ferry, 'ask', () => foreign);
    expect(await states(ferry)).toMatchObject(both({ name: 'waiting', why: 'conflict' }));
    expect(await held(ferry)).toEqual(both('foreign'));
    const { id } = await ferry.row('small.bin');
    expect(await ferry.engine.answerConflicts({ ids: [id] }, 'skip')).toBe(1);
    expect(await ferry.engine.answerConflicts({ all: true }, 'overwrite')).toBe(1);
    await ferry.cleanedUp();
    expect(await states(ferry)).toEqual([{ name: 'skipped', reason: 'exists' }, done]);
    expect(await held(ferry)).toEqual(['foreign', 'ours']);
  });
});

describe('an object that cannot be compared', () => {
  const unknown = { name: 'failed', error: { code: 'not-comparable' } };
  const sameLength = (size: Size): Buffer => noise(contents[size].length, 'foreign');

  it.each(['skip-identical', 'ask'] as const)(
    'row 56: of the same size and without a CRC-64 stays under the policy "%s"',
    async (policy) => {
      const ferry = await startFerryUnderTest();
      ferry.sandbox.faults.add({
        when: { operation: 'HeadObject' },
        times: Infinity,
        fault: { kind: 'omit-headers', names: ['x-oss-hash-crc64ecma'] },
      });
      await meet(ferry, policy, sameLength);
      const asked = { name: 'waiting', why: 'conflict' };
      expect(await states(ferry)).toMatchObject(both(policy === 'ask' ? asked : unknown));
      for (const size of sizes) {
        expect(await ferry.remote.read(`${size}.bin`)).toEqual(sameLength(size));
      }
    },
  );

  it('row 56: stays under the policies that compare when HEAD is not permitted', async () => {
    const actions = ['oss:PutObject', 'oss:ListParts', 'oss:AbortMultipartUpload'];
    const keys = { accessKeyId: 'upload-only', accessKeySecret: 'secret', policy: { actions } };
    for (const policy of ['skip-identical', 'newer'] as const) {
      const ferry = await startFerryUnderTest({ keys });
      await meet(ferry, policy, () => foreign, long.future);
      expect(await states(ferry)).toMatchObject(both(unknown));
      expect(await held(ferry)).toEqual(both('foreign'));
    }
  });
});

describe('an object that appears in the middle of an upload', () => {
  it('between the first request and the last, also meets the policy', async () => {
    const ferry = await startFerryUnderTest({ settings: { jobsAtOnce: 7 } });
    const { bucket } = ferry.sandbox;
    const cases: readonly [ConflictPolicy, object, string][] = [
      ['overwrite', done, 'ours'],
      ['skip', { name: 'skipped', reason: 'exists' }, 'foreign'],
      ['skip-identical', done, 'ours'],
      ['newer', { name: 'skipped', reason: 'not-newer' }, 'foreign'],
      ['rename', done, 'foreign'],
      ['ask', { name: 'waiting', why: 'conflict' }, 'foreign'],
      ['fail', { name: 'failed', error: { code: 'object-exists' } }, 'foreign'],
    ];
    const last = (['PutObject', 'CompleteMultipartUpload'] as const).map((operation) =>
      ferry.sandbox.faults.add({ when: { operation }, times: 7, fault: { kind: 'hold' } }),
    );
    for (const [conflictPolicy] of cases) {
      const paths = sizes.map((size) =>
        ferry.write(`${conflictPolicy}/${conflictPolicy}-${size}.bin`, contents[size]),
      );
      for (const file of paths) utimesSync(file, long.past, long.past);
      await ferry.add(paths, {
        conflictPolicy,
        destination: { accountId, bucket, prefix: 'p/' },
      });
    }
    for (const held of last) {
      for (let count = 0; count < cases.length; count += 1) await held.nextFired();
    }
    for (const [policy] of cases) {
      for (const size of sizes) await ferry.remote.client.put(`p/${policy}-${size}.bin`, foreign);
    }
    for (const held of last) held.release();
    expect(await ferry.engine.settled()).toEqual({ waitingFor: ['conflict'] });
    for (const [policy, state, remains] of cases) {
      for (const size of sizes) {
        const name = `${policy}-${size}.bin`;
        expect([name, (await ferry.row(name)).state]).toMatchObject([name, state]);
        expect([name, await holds(ferry, `p/${name}`)]).toEqual([name, remains]);
      }
    }
    for (const size of sizes) expect(await holds(ferry, `p/rename-${size} (1).bin`)).toBe('ours');
  });
});
