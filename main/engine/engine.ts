import type { EngineState } from '../../shared/engine-state.ts';
import { toErrorRecord } from '../../shared/errors.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Batch } from '../../shared/transfer.ts';
import { AccountGates } from './conditions/account-gates.ts';
import { AccountPaces } from './limits/account-paces.ts';
import { AccountRecovery } from './conditions/account-recovery.ts';
import { addBlob, addPaths } from './queue/add-batch.ts';
import { Cleaner } from './cleanup/cleaner.ts';
import { Commands } from './queue/commands.ts';
import { DiskRoom } from './conditions/disk-room.ts';
import type { Engine, EnginePorts } from './api.ts';
import { Interruption } from './run/interruption.ts';
import { Mutex } from './queue/mutex.ts';
import type { NewTransfer } from './ports/transfer-store.ts';
import type { PowerEvent } from './ports/power.ts';
import { probePlace } from './run/probe-place.ts';
import { Progress } from './progress/progress.ts';
import { QueueLoop } from './conditions/queue-loop.ts';
import { recoverQueue } from './queue/recover-queue.ts';
import { ScanQueue } from './queue/scanner.ts';
import { Scheduler } from './run/scheduler.ts';
import { Settling } from './conditions/settling.ts';
import { SourceWatch } from './conditions/source-watch.ts';
import { WorkScope } from './queue/work-scope.ts';
import { abortUnfinished, unfinishedUploads } from './cleanup/unfinished-uploads.ts';

/**
 * Wires the modules of the engine together. The database is the queue: memory holds only running
 * work.
 *
 * @param initial the settings on disk at the start
 */
export function createEngine(ports: EnginePorts, initial: Settings): Engine {
  const { store, clock, log, power } = ports;
  let settings = initial;
  let state: EngineState = { name: 'stopped' };
  let stopped = false;
  const lifetime = new AbortController();
  /**
   * Serializes claims and commands, so that a command sees every row either running or not running.
   */
  const turns = new Mutex();
  /** Serializes changes, so that two concurrent changes do not undo each other. */
  const settingsTurns = new Mutex();
  const settling = new Settling();
  const scope = new WorkScope();
  const gates = new AccountGates();
  const paces = new AccountPaces(() => settings, clock);

  const fatal = (thrown: unknown): void => {
    if (stopped || state.name === 'failed') return;
    state = { name: 'failed', error: toErrorRecord(thrown) };
    log.write('error', { event: 'engine-failed', error: state.error });
    // The store can record nothing more, so a request from here on might be repeated by the next
    // start.
    loop.halt();
    scheduler.giveUpWrites();
    void scheduler.interrupt(() => true, 'stop');
    void scanner.stop();
    void cleaner.stop();
    settling.fail(thrown);
    progress.touch();
  };
  /** Internal work: runs outside any user command; a failure stops the engine. */
  const carryOut = (work: () => Promise<void>): void => {
    void settling.during(work).catch(fatal);
  };

  const room = new DiskRoom(store, clock, () => {
    scheduler.applyLimits();
    progress.touch();
    cleaner.kick();
    loop.kick();
  });
  const progress: Progress = new Progress({
    ports,
    counters: async () => (await scope.standing(store)).counters,
    running: () => scheduler.moving(),
    fatal,
    conditions: () => ({
      engine: state,
      conditions: [...gates.view(), ...(room.full ? [{ kind: 'disk-full' as const }] : [])],
      scanning: scanner.pending,
    }),
  });
  const recovery: AccountRecovery = new AccountRecovery({
    ports,
    gates,
    paces,
    room,
    signal: lifetime.signal,
    unblocked: afterCommand,
    carryOut,
  });
  const sources = new SourceWatch(ports, () => {
    log.write('info', { event: 'source-returned' });
    carryOut(async () => {
      await room.insist(() => store.endWait('source-unavailable'), lifetime.signal);
      afterCommand();
    });
  });
  const scheduler: Scheduler = new Scheduler({
    ports,
    settings: () => settings,
    scope,
    gates,
    paces,
    room,
    progress: () => progress,
    onTrouble: (target, trouble) => {
      recovery.inTrouble(target, trouble);
    },
    endWait: (why, accountId) => recovery.endWait(why, accountId),
    onRunEnded: () => {
      cleaner.kick();
      loop.kick();
    },
    onWait: (until) => {
      loop.noticeWait(until);
    },
    onAway: (source) => {
      sources.watch(source);
    },
    fatal,
  });
  const cleaner: Cleaner = new Cleaner({
    ports,
    gates,
    paces,
    room,
    idleTimeout: () => settings.idleTimeout,
    isInitiating: (accountId, bucket, key) => scheduler.isInitiating(accountId, bucket, key),
    changed: () => {
      loop.kick();
    },
  });
  const commands = new Commands({ ports, turns, scheduler, scanner: () => scanner });
  const scanner: ScanQueue = new ScanQueue({
    ports,
    settings: () => settings,
    room,
    addRows,
    changed: () => {
      scheduler.expectRows();
      progress.refresh();
      loop.kick();
    },
    fatal,
  });
  const loop: QueueLoop = new QueueLoop({
    ...{ ports, turns, scope, gates, sources, room, scheduler, scanner, cleaner, settling, fatal },
    woken: () => {
      progress.refresh();
    },
  });

  /** Starts the work that a command may have left: ready rows, waiting rows and clean-ups. */
  function afterCommand(): void {
    loop.forgetWaits();
    scheduler.expectRows();
    progress.refresh();
    cleaner.kick();
    loop.kick();
  }

  async function command<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await settling.during(work);
    } finally {
      afterCommand();
    }
  }

  function onPower(event: PowerEvent): void {
    if (event.name === 'network-changed') {
      if (event.lost.length > 0) ports.dropConnections(event.lost);
      recovery.askNow();
      sources.lookNow();
      return;
    }
    loop.suspend(event.name === 'suspend');
    scheduler.expectRows();
    // Sockets from before sleep look alive, but are dead.
    carryOut(async () => {
      await scheduler.interrupt(() => true, 'restart');
      loop.kick();
    });
    ports.dropConnections();
    if (event.name === 'suspend') return;
    recovery.askNow();
    sources.lookNow();
  }

  async function addRows(batchId: number, rows: readonly NewTransfer[]): Promise<void> {
    await commands.addRows(batchId, rows);
  }

  function scan(batch: Batch, roots: readonly string[]): void {
    scanner.scan(batch, roots);
  }

  const unsubscribePower = power.subscribe(onPower);
  const stopListening = store.onFailure(fatal);

  return {
    queries: store,
    settings: () => settings,
    accounts: () => store.accounts(),
    saveAccount: (account) => store.saveAccount(account),
    subscribe: (listener) => progress.subscribe(listener),
    snapshot: () => progress.snapshot(),
    scanned: (batchId) => scanner.scanned(batchId),
    takenOver: (batchId) => commands.takenOver(batchId),
    leftOut: (batchId) => scanner.leftOut(batchId),

    async start(started) {
      if (started !== undefined) scope.begin(started);
      await recoverQueue(store);
      ports.bandwidth.setLimit(settings.bandwidthLimit);
      await commands.resumeScans(log, scan, (batchId) => scope.hasBatch(batchId));
      state = { name: 'running' };
      log.write('info', { event: 'engine-started' });
      loop.begin();
      afterCommand();
    },

    takeAll: () =>
      command(async () => {
        const { rows } = scope;
        if (rows === undefined) return;
        scope.widen();
        await commands.resumeScans(log, scan, (batchId) => !rows.batchIds.includes(batchId));
      }),

    takeRows: (ids) =>
      command(() => {
        scope.addRows(ids);
        return Promise.resolve();
      }),

    async stop() {
      if (stopped) return;
      stopped = true;
      state = { name: 'stopped' };
      unsubscribePower();
      stopListening();
      lifetime.abort(new Interruption('stop'));
      recovery.stop();
      sources.stop();
      loop.halt();
      // Runs before the turn: the holder of the turn may be waiting for a write that a full disk
      // delays.
      scheduler.giveUpWrites();
      await scanner.stop();
      await turns.run(() => scheduler.stop());
      await loop.stop();
      await cleaner.stop();
      await progress.stop();
      room.dispose();
      power.setBusy(false);
      settling.stop();
      log.write('info', { event: 'engine-stopped' });
    },

    add: (request) =>
      command(async () => {
        const batch = await addPaths(ports, settings, request, { addRows, scan });
        scope.added(batch.id);
        return batch;
      }),
    addBlob: (request) =>
      command(async () => {
        const batch = await addBlob(ports, settings, request, addRows);
        scope.added(batch.id);
        return batch;
      }),
    pause: (selection) => command(() => commands.pause(selection)),
    resume: (selection) => command(() => commands.resume(selection)),
    cancel: (selection) => command(() => commands.cancel(selection)),
    retry: (selection, changes) => command(() => commands.retry(selection, changes)),
    moveToFront: (selection) => command(() => commands.moveToFront(selection)),
    remove: (selection, states) => command(() => commands.remove(selection, states)),
    answerConflicts: (selection, policy) =>
      command(() => commands.answerConflicts(selection, policy)),
    changeKey: (id, key) => command(() => commands.changeKey(id, key)),
    unblock: (accountId) => command(() => recovery.unblock(accountId)),

    changeSettings: (change) =>
      command(async () => {
        await settingsTurns.run(async () => {
          // Settings for this run only are not saved.
          await store.saveSettings({ ...(await store.settings()), ...change });
          settings = { ...settings, ...change };
        });
        ports.bandwidth.setLimit(settings.bandwidthLimit);
        scheduler.applyLimits();
        return settings;
      }),

    async probe({ accountId, bucket, prefix }) {
      const context = { signal: lifetime.signal, idleTimeout: settings.idleTimeout };
      await probePlace(ports, { accountId, bucket, key: `${prefix}ferry` }, context);
    },
    unfinishedUploads: (destination) =>
      unfinishedUploads(ports, destination, lifetime.signal, settings.idleTimeout),
    abortUnfinished: (destination, upload) =>
      abortUnfinished(ports, destination, upload, lifetime.signal, settings.idleTimeout),

    async settled() {
      const settled = settling.wait();
      loop.kick();
      return await settled;
    },
  };
}
