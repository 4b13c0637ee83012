import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openQueue } from '../../main/app/open-queue.ts';
import { PicturePublisher } from '../../main/desktop/picture/picture-publisher.ts';
import type { OpenedQueue } from '../../main/opened-queue.ts';
import type { Picture, PictureLine, UploadLine } from '../../shared/ipc/picture.ts';
import type { PictureView } from '../../shared/ipc/picture-question.ts';
import { heldKeychain } from '../helpers/doubles/held-keychain.ts';

let root: string;
let queue: OpenedQueue;
const keychain = heldKeychain();

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'ferry-picture-'));
  queue = await openQueue({
    version: '1.0.0',
    databaseFile: join(root, 'queue', 'queue.db'),
    spoolFolder: join(root, 'spool'),
    sandboxFolder: join(root, 'sandbox'),
    logFile: join(root, 'logs', 'ferry.log'),
    keychain,
    environment: {},
    power: { subscribe: () => () => undefined, setBusy: () => undefined },
    systemProxyFor: () => Promise.resolve('DIRECT'),
  });
});
afterAll(async () => {
  await queue.close();
  await rm(root, { recursive: true });
});

/** Calls `seen` with each picture until it resolves the promise. */
function openPublisher(seen: (picture: Picture) => void): PicturePublisher {
  return new PicturePublisher({
    engine: queue.engine,
    queries: {
      ...queue.pictures,
      transfers: (ids) => queue.engine.queries.transfers(ids),
    },
    saved: () => [],
    answered: () => new Set(),
    working: () => [],
    send: seen,
    isVisible: () => true,
    now: () => Date.now(),
    monotonic: () => performance.now(),
    after: (milliseconds, work) => {
      const timer = setTimeout(work, milliseconds);
      return () => {
        clearTimeout(timer);
      };
    },
  });
}

const names = (lines: readonly PictureLine[]): readonly string[] =>
  lines.map((line) => ('name' in line ? line.name : line.key));

it('an upload is seen from its first file to its end, by pushed pictures alone', async () => {
  const { account, bucket, accessKeyId, accessKeySecret } = await queue.openSandbox();
  keychain.lend(account.id, { accessKeyId, accessKeySecret });
  await queue.engine.saveAccount(account);
  const folder = join(root, 'trip');
  await mkdir(join(folder, 'day 10'), { recursive: true });
  await mkdir(join(folder, 'day 2'));
  for (const name of ['day 10/a', 'day 2/img10', 'day 2/img2', 'b']) {
    await writeFile(join(folder, name), name);
  }

  const done = Promise.withResolvers<UploadLine>();
  const publisher = openPublisher(({ list }) => {
    const line = list.lines.find((one) => one.kind === 'upload');
    if (line?.state === 'done') done.resolve(line);
  });
  const view: PictureView = { kind: 'uploads', entered: 0 };
  const question = { seq: 1, view, first: 0, last: 20, selection: { keys: [] } };
  expect((await publisher.ask(question)).list.lines).toEqual([]);
  await queue.engine.add({
    destination: { accountId: account.id, bucket, prefix: '' },
    conflictPolicy: 'overwrite',
    options: {},
    scanOptions: {},
    roots: [folder],
  });
  const line = await done.promise;
  expect(line).toMatchObject({
    name: 'trip',
    source: 'folder',
    total: 4,
    bytesDone: 30,
    tall: true,
  });

  const opened: PictureView = { kind: 'upload', batchId: line.batchId, filter: 'all', open: [] };
  const closed = await publisher.ask({ ...question, seq: 2, view: opened });
  expect(names(closed.list.lines)).toEqual(['day 2', 'day 10', 'b']);
  expect(closed.upload?.counts).toMatchObject({ all: 4, done: 4, waiting: 0 });
  const open = closed.list.lines.map(({ key }) => key);
  const tree = await publisher.ask({ ...question, seq: 3, view: { ...opened, open } });
  expect(names(tree.list.lines)).toEqual(['day 2', 'img2', 'img10', 'day 10', 'a', 'b']);
  expect(tree.now).toMatchObject({ moving: 0, waiting: 0 });
  publisher.stop();
});
