import { describe, expect, it } from 'vitest';
import { addBlob, addPaths } from '../../../../main/engine/queue/add-batch.ts';
import type { AddPaths, EnginePorts } from '../../../../main/engine/api.ts';
import type { NewBatch, NewTransfer } from '../../../../main/engine/ports/transfer-store.ts';
import { defaultSettings } from '../../../../shared/settings.ts';
import type { Batch } from '../../../../shared/transfer.ts';
import { ManualClock } from '../manual-clock.ts';

const identity = { device: '1', inode: '2', size: 3, modified: '4', changed: '5' };
const common = {
  destination: { accountId: 'a', bucket: 'b', prefix: 'up/' },
  conflictPolicy: 'skip',
  options: {},
} as const;

/** Ports that remember what was added. */
function recording() {
  const batches: NewBatch[] = [];
  const rows: NewTransfer[] = [];
  const scanned: (readonly string[])[] = [];
  const ports = {
    clock: new ManualClock(),
    store: {
      addBatch: (batch: NewBatch) => {
        batches.push(batch);
        return Promise.resolve({ ...batch, id: 1, scan: 'complete' });
      },
    },
    files: {
      open: () =>
        Promise.resolve({
          identity: () => Promise.resolve(identity),
          close: () => Promise.resolve(),
        }),
    },
  } as unknown as EnginePorts;
  const addRows = (_: number, added: readonly NewTransfer[]) => {
    rows.push(...added);
    return Promise.resolve();
  };
  const add = async (request: Pick<AddPaths, 'roots'> & Partial<AddPaths>) =>
    await addPaths(
      ports,
      defaultSettings,
      { ...common, scanOptions: {}, ...request },
      { addRows, scan: (_, roots) => scanned.push(roots) },
    );
  return { ports, add, addRows, batches, rows, scanned };
}

describe('addPaths', () => {
  it.each([
    [['/data/a/wedding-raw'], 'wedding-raw'],
    [['/data/a/wedding-raw/', '/data/a/b', '/c'], 'wedding-raw + 2'],
    [['D:\\data\\a\\film.mov'], 'film.mov'],
    [['/'], '/'],
  ])('calls a batch of %j %s', async (roots, name) => {
    const { add, batches, scanned } = recording();
    await add({ roots });
    expect([batches.map((batch) => batch.name), scanned]).toEqual([[name], [roots]]);
  });

  it('keeps the name that it was given', async () => {
    const { add, batches } = recording();
    await add({ roots: ['/a'], name: 'Holiday' });
    expect(batches).toMatchObject([{ name: 'Holiday', roots: ['/a'] }]);
  });

  it('adds a single file under a key of its own without a scan', async () => {
    const { add, rows, scanned } = recording();
    await add({ roots: ['/a/x.txt'], key: 'other/y.txt' });
    expect([rows, scanned]).toMatchObject([
      [{ key: 'other/y.txt', relativePath: 'x.txt', size: 3, identity, state: { name: 'queued' } }],
      [],
    ]);
  });

  it.each([
    { roots: ['/a'], destination: { ...common.destination, prefix: '/up' } },
    { roots: ['/a'], destination: { ...common.destination, prefix: '../../' } },
    { roots: ['/a'], key: '/y.txt' },
    { roots: ['/a', '/b'], key: 'y.txt' },
  ])('stores nothing of %j', async (request) => {
    const { add, batches } = recording();
    await expect(add(request)).rejects.toMatchObject({ record: { code: 'key-invalid' } });
    expect(batches).toEqual([]);
  });
});

describe('addBlob', () => {
  it('adds the spool file under prefix and name', async () => {
    const { ports, addRows, batches, rows } = recording();
    const spool = { path: '/spool/1', identity };
    const request = { ...common, blobName: 'screenshot.png', spool };
    await addBlob(ports, defaultSettings, request, addRows);
    const source = { kind: 'blob', path: '/spool/1', name: 'screenshot.png' };
    expect([batches, rows]).toMatchObject([
      [{ name: 'screenshot.png' }],
      [{ key: 'up/screenshot.png', source }],
    ]);
  });

  it.each([
    ['up/', 0],
    ['elsewhere/', 1],
  ])('row 77: joins a batch that goes to the same place, not to %s', async (prefix, added) => {
    const { ports, addRows, batches, rows } = recording();
    const stored = { id: 7, destination: { ...common.destination, prefix } };
    const store = { ...ports.store, batch: () => Promise.resolve(stored as Batch) };
    const request = { ...common, blobName: 'b.png', spool: { path: '/spool/2', identity } };
    const joining = { ...request, batchId: 7 };
    const batch = await addBlob({ ...ports, store }, defaultSettings, joining, addRows);
    expect(batch.id === 7).toBe(added === 0);
    expect(batches).toHaveLength(added);
    expect(rows).toMatchObject([{ key: 'up/b.png' }]);
  });
});
