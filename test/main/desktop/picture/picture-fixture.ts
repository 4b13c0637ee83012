import { afterEach, beforeEach } from 'vitest';
import type { ProgressUpdate, TransferView } from '../../../../main/engine/api.ts';
import type { PictureQueries } from '../../../../main/engine/ports/picture-queries.ts';
import type { NewBatch, NewTransfer } from '../../../../main/engine/ports/transfer-store.ts';
import { PicturePublisher } from '../../../../main/desktop/picture/picture-publisher.ts';
import type { Picture, PictureLine, UploadLine } from '../../../../shared/ipc/picture.ts';
import type { PictureView, Question } from '../../../../shared/ipc/picture-question.ts';
import type { SavedDestination } from '../../../../shared/preferences.ts';
import { openTestQueue, type TestQueue } from '../../store/operations-fixture.ts';
import { newBatch } from '../../store/sample-rows.ts';

/** Noon of a day in the middle of a month. */
export const noon = new Date(2026, 10, 15, 12).getTime();

export const place: SavedDestination = {
  id: 'home',
  accountId: 'work',
  bucket: 'pictures',
  prefix: '2024/',
  conflictPolicy: 'ask',
  options: {},
};

/** A publisher on a real store in memory, with an engine and a clock that the test moves. */
export interface PictureWorld {
  readonly queue: TestQueue;
  readonly publisher: PicturePublisher;
  readonly sent: Picture[];
  visible: boolean;
  /** Uploads whose conflict answer is held. */
  readonly answered: Set<number>;
  /** Commands at work. */
  working: Picture['working'];
  /** Called between two messages to the store: other work of the store happens there. */
  betweenMessages: () => void;
  /** Adds a scanned upload and returns the ids of its rows. */
  add(files: readonly NewTransfer[], batch?: Partial<NewBatch>): number[];
  /** Publishes an update as the engine does. */
  publish(update?: Partial<ProgressUpdate>): void;
  /** Lets time pass and all work be done. */
  pass(milliseconds: number): Promise<void>;
  ask(view: PictureView, rest?: Partial<Question>): Promise<Picture>;
}

/** A running row as the engine publishes it. */
export function movingRow(
  queue: TestQueue,
  id: number,
  numbers: Partial<TransferView>,
): TransferView {
  const [row] = queue.operations.transfers([id]);
  if (row === undefined) throw new Error(`There is no row ${id}`);
  return { ...row, bytesShown: row.bytesSent, speed: 0, ...numbers };
}

export function uploadLines(picture: Picture): readonly UploadLine[] {
  return picture.list.lines.filter((line) => line.kind === 'upload');
}

export function keysOf(lines: readonly PictureLine[]): readonly (number | string)[] {
  return lines.map(({ key }) => key);
}

/** The speeds of the uploads of some rows: the sums of theirs. */
function speedsOf(rows: readonly TransferView[]): ProgressUpdate['speeds'] {
  return [...Map.groupBy(rows, ({ batchId }) => batchId)].map(([batchId, own]) => ({
    batchId,
    speed: own.reduce((sum, { speed }) => sum + speed, 0),
    filesPerSecond: 0,
  }));
}

export function usePublisher(): PictureWorld {
  let world: ReturnType<typeof openPublisher>;
  beforeEach(() => {
    world = openPublisher();
  });
  afterEach(() => {
    world.publisher.stop();
    world.queue.database.close();
  });
  return {
    get queue() {
      return world.queue;
    },
    get publisher() {
      return world.publisher;
    },
    get sent() {
      return world.sent;
    },
    get answered() {
      return world.window.answered;
    },
    get working() {
      return world.window.working;
    },
    set working(value: Picture['working']) {
      world.window.working = value;
    },
    set visible(value: boolean) {
      world.window.visible = value;
    },
    set betweenMessages(value: () => void) {
      world.window.betweenMessages = value;
    },
    add: (files, batch) => world.add(files, batch),
    publish: (update) => {
      world.publish(update);
    },
    pass: (milliseconds) => world.pass(milliseconds),
    ask: (view, rest) => world.ask(view, rest),
  };
}

function openPublisher() {
  const queue = openTestQueue();
  queue.context.now = noon;
  const sent: Picture[] = [];
  const window = {
    visible: true,
    answered: new Set<number>(),
    working: [] as Picture['working'],
    betweenMessages: () => undefined as void,
  };
  let now = 0;
  let timers: { at: number; work: () => void }[] = [];
  let listener: (update: ProgressUpdate) => void = () => undefined;
  let revision = 0;
  let seq = 0;
  let latest: Partial<ProgressUpdate> = {};

  const updateNow = (update: Partial<ProgressUpdate>): ProgressUpdate => ({
    revision,
    engine: { name: 'running' },
    counters: update.counters ?? queue.operations.counters(),
    speed: 0,
    speeds: speedsOf(update.changed ?? []),
    changed: [],
    manyRows: false,
    conditions: [],
    scanning: 0,
    ...update,
  });

  const operations = queue.operations as unknown as Readonly<
    Record<string, (...args: readonly unknown[]) => unknown>
  >;
  // Calls of one turn of the event loop travel to the store together.
  let message: (() => void)[] = [];
  const carry = (): void => {
    const calls = message;
    message = [];
    for (const call of calls) call();
    window.betweenMessages();
  };
  const queries = new Proxy({} as PictureQueries, {
    get:
      (_target, name: string) =>
      (...args: readonly unknown[]) => {
        const { promise, resolve, reject } = Promise.withResolvers<unknown>();
        const answer = (): void => {
          try {
            resolve(operations[name]?.(...args));
          } catch (error) {
            reject(error);
          }
        };
        if (message.push(answer) === 1) setImmediate(carry);
        return promise;
      },
  });

  const publisher = new PicturePublisher({
    engine: {
      snapshot: () => Promise.resolve(updateNow({ ...latest, manyRows: true })),
      subscribe: (added) => {
        listener = added;
        return () => {
          listener = () => undefined;
        };
      },
    },
    queries: new Proxy(queries, {}) as PictureQueries & {
      transfers(ids: readonly number[]): Promise<ReturnType<typeof queue.operations.transfers>>;
    },
    saved: () => [place],
    working: () => window.working,
    answered: () => window.answered,
    send: (picture) => void sent.push(picture),
    isVisible: () => window.visible,
    now: () => noon + now,
    monotonic: () => now,
    after: (milliseconds, work) => {
      const timer = { at: now + milliseconds, work };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
  });

  /** Every query is one turn of the event loop, so all of them are done after some turns. */
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };

  return {
    queue,
    publisher,
    sent,
    window,
    add(files: readonly NewTransfer[], batch: Partial<NewBatch> = {}): number[] {
      const { id } = queue.operations.addBatch(
        newBatch({ createdAt: noon, roots: ['/d'], ...batch }),
      );
      queue.operations.addTransfers(id, files);
      queue.operations.finishRoot(id, '/d');
      const find = 'SELECT id FROM transfers WHERE batch_id = ? ORDER BY id';
      return queue.database.prepare<[number], number>(find).pluck().all(id);
    },
    publish(update: Partial<ProgressUpdate> = {}): void {
      revision += 1;
      latest = update;
      listener(updateNow(update));
    },
    async pass(milliseconds: number): Promise<void> {
      await settle();
      const end = now + milliseconds;
      for (;;) {
        const [next] = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (next === undefined) break;
        timers = timers.filter((timer) => timer !== next);
        now = Math.max(now, next.at);
        next.work();
        await settle();
      }
      now = end;
    },
    async ask(view: PictureView, rest: Partial<Question> = {}): Promise<Picture> {
      seq += 1;
      const selection = { keys: [] };
      return await publisher.ask({ seq, view, first: 0, last: 99, selection, ...rest });
    },
  };
}
