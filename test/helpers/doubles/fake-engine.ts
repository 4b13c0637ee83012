import type {
  AddBlob,
  AddPaths,
  Engine,
  ProgressUpdate,
  Settled,
  TransferView,
  UnfinishedUpload,
} from '../../../main/engine/api.ts';
import { defaultSettings } from '../../../shared/settings.ts';
import type { LeftOut } from '../../../shared/upload/name-pattern.ts';
import type { Settings } from '../../../shared/settings.ts';
import { nothingTakenOver, type TakenOver } from '../../../shared/upload/taken-over.ts';
import type { Transfer } from '../../../shared/transfer.ts';
import type { FakeQueue, RowSketch } from './fake-queue.ts';

/** What a test does while the command line waits for the engine to settle. */
export type Script = (engine: FakeEngine) => Settled | Promise<Settled>;

/** An engine that does nothing by itself: the test moves its rows and says when it is settled. */
export interface FakeEngine extends Engine {
  /** The commands that arrived, in order, as `name argument`. */
  readonly calls: readonly string[];
  readonly requests: readonly (AddPaths | AddBlob)[];
  /** Puts the row into the queue and announces it. */
  move(...sketches: readonly RowSketch[]): Promise<void>;
  /** Announces these conditions. */
  announce(change: Partial<ProgressUpdate>): Promise<void>;
  /** What happens between the first `settled()` and its response; one script for each call. */
  readonly scripts: Script[];
  probeError: Error | undefined;
  /** What `leftOut` answers. */
  leaves: readonly LeftOut[];
  uploads: readonly UnfinishedUpload[];
  /** What `takenOver` answers. */
  taken: TakenOver;
  readonly stopped: boolean;
}

function viewOf(row: Transfer): TransferView {
  return { ...row, bytesShown: row.bytesSent, speed: 0 };
}

/** @param queue where the rows are that `move` puts */
export function createFakeEngine(queue: FakeQueue): FakeEngine {
  const calls: string[] = [];
  const requests: (AddPaths | AddBlob)[] = [];
  const listeners = new Set<(update: ProgressUpdate) => void>();
  let revision = 0;
  let stopped = false;
  let settings = defaultSettings;

  async function update(change: Partial<ProgressUpdate>): Promise<ProgressUpdate> {
    revision += 1;
    return {
      revision,
      engine: { name: 'running' },
      counters: await queue.counters(),
      speed: 0,
      speeds: [],
      changed: [],
      manyRows: false,
      conditions: [],
      scanning: 0,
      ...change,
    };
  }

  async function announce(change: Partial<ProgressUpdate>): Promise<void> {
    const told = await update(change);
    for (const listener of listeners) listener(told);
  }

  function called(name: string, argument?: unknown): Promise<void> {
    const text = typeof argument === 'string' ? argument : JSON.stringify(argument);
    calls.push(argument === undefined ? name : `${name} ${text}`);
    return Promise.resolve();
  }

  async function add(name: string, request: AddPaths | AddBlob) {
    void called(name);
    requests.push(request);
    const { destination, conflictPolicy, options } = request;
    const common = { destination, conflictPolicy, options, scanOptions: {}, createdAt: 0 };
    return await queue.addBatch({ ...common, name: 'added', roots: [] });
  }

  const engine: FakeEngine = {
    calls,
    requests,
    scripts: [],
    probeError: undefined,
    leaves: [],
    uploads: [],
    queries: queue,
    get stopped() {
      return stopped;
    },
    announce,
    async move(...sketches) {
      await announce({ changed: sketches.map((sketch) => viewOf(queue.put(sketch))) });
    },
    start: (scope) => called('start', scope),
    takeAll: () => called('takeAll'),
    takeRows: (ids) => called('takeRows', ids),
    stop: () => {
      stopped = true;
      return Promise.resolve();
    },
    add: (request) => add('add', request),
    addBlob: (request) => add('addBlob', request),
    scanned: () => Promise.resolve(),
    takenOver: () => engine.taken,
    taken: nothingTakenOver,
    leftOut: () => engine.leaves,
    pause: (selection) => called('pause', selection).then(() => 0),
    resume: (selection) => called('resume', selection).then(() => 0),
    cancel: (selection) => {
      void called('cancel', selection);
      return queue.applyToAll(selection, { type: 'cancel' });
    },
    retry: (selection, changes) => {
      void called('retry', { ...selection, ...changes });
      return queue.applyToAll(selection, { type: 'retry' });
    },
    moveToFront: () => Promise.resolve(0),
    remove: () => Promise.resolve(0),
    answerConflicts: async (selection, policy) => {
      void called('answerConflicts', { ...selection, policy });
      const { rows } = await queue.page(
        { states: ['waiting'] },
        { by: 'queue', descending: false },
        { offset: 0, limit: 1000 },
      );
      for (const row of rows) queue.put({ ...row, state: { name: 'queued' } });
      return rows.length;
    },
    rowsChanged: () => called('rowsChanged'),
    hold: () => called('hold'),
    release: () => undefined,
    changeKey: (id, key) => called('changeKey', { id, key }).then(() => true),
    settings: () => settings,
    changeSettings: (change: Partial<Settings>) => {
      settings = { ...settings, ...change };
      return Promise.resolve(settings);
    },
    unblock: (accountId) => called('unblock', accountId),
    accounts: () => queue.accounts(),
    saveAccount: (account) => queue.saveAccount(account),
    probe: (destination) => {
      void called('probe', destination.bucket);
      return engine.probeError === undefined
        ? Promise.resolve()
        : Promise.reject(engine.probeError);
    },
    unfinishedUploads: () => Promise.resolve(engine.uploads),
    abortLater: (_target, uploadId) => called('abortLater', uploadId),
    abortUnfinished: (_destination, upload) => called('abortUnfinished', upload.uploadId),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    snapshot: () => update({}),
    settled: async () => {
      const script = engine.scripts.shift();
      return script === undefined ? { waitingFor: [] } : await script(engine);
    },
  };
  return engine;
}
