import { accountConditionKinds, type Condition } from '../../shared/condition.ts';
import type { EngineState } from '../../shared/engine-state.ts';
import { toErrorRecord } from '../../shared/errors.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Batch } from '../../shared/transfer.ts';
import { AdaptiveLimits } from './limits/adaptive-limit.ts';
import { RequestLimiters } from './limits/request-limiter.ts';
import { addBlob, addPaths } from './queue/add-batch.ts';
import { Cleaner, abortUnfinished, unfinishedUploads } from './cleaner.ts';
import { Commands } from './queue/commands.ts';
import { ConditionRegister } from './conditions/condition-register.ts';
import { type Change, Facts } from './facts.ts';
import type { Engine, EnginePorts } from './api.ts';
import { Interruption } from './run/interruption.ts';
import { HeldRows, WorkScope } from './queue/work-scope.ts';
import { Mutex } from './limits/slots.ts';
import type { NewTransfer, TransferStore } from './ports/transfer-store.ts';
import type { PowerEvent } from './ports/system.ts';
import { probeDestination } from './conditions/check.ts';
import { Progress } from './progress.ts';
import { Reactor } from './reactor.ts';
import { ScanQueue } from './queue/scanner.ts';
import { StallWatch } from './conditions/stall-watch.ts';
import { Scheduler } from './run/scheduler.ts';

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
  const facts = new Facts();
  const scope = new WorkScope();
  const adaptive = new AdaptiveLimits(initial, clock);
  const limiters = new RequestLimiters(() => adaptive.parts + adaptive.smallFiles, clock);

  const fatal = (thrown: unknown): void => {
    if (stopped || state.name === 'failed') return;
    state = { name: 'failed', error: toErrorRecord(thrown) };
    log.write('error', { event: 'engine-failed', error: state.error });
    // The store can record nothing more, so a request from here on might be repeated by the next
    // start.
    reactor.fail(thrown);
    scheduler.giveUpWrites();
    void scheduler.interrupt(() => true, 'stop');
    void scanner.stop();
    cleaner.stop();
    changed();
  };
  const changed = (change?: Change): void => {
    reactor.changed(change);
  };
  /** Internal work: runs outside any user command; a failure stops the engine. */
  const carryOut = (work: () => Promise<void>): void => {
    void reactor.during(work).catch(fatal);
  };

  const conditions: ConditionRegister = new ConditionRegister({
    ...{ ports, limiters, changed, carryOut },
    signal: lifetime.signal,
  });
  const progress: Progress = new Progress({
    ports,
    counters: async () => (await scope.standing(store)).counters,
    running: () => scheduler.moving(),
    fatal,
    conditions: () => {
      const { connections } = scheduler;
      return {
        engine: state,
        conditions: conditions.views,
        scanning: scanner.pending,
        ...(connections !== undefined && { connections }),
      };
    },
  });
  const held = new HeldRows();
  const scheduler: Scheduler = new Scheduler({
    ...{ ports, facts, scope, conditions, adaptive, limiters, changed, fatal, held },
    settings: () => settings,
    progress: () => progress,
  });
  const cleaner: Cleaner = new Cleaner({
    ...{ ports, conditions, limiters },
    idleTimeout: () => settings.idleTimeout,
    isInitiating: (accountId, bucket, key) => scheduler.isInitiating(accountId, bucket, key),
  });
  const commands = new Commands({
    ...{ ports, turns, changed, scheduler, held },
    scanner: () => scanner,
  });
  const scanner: ScanQueue = new ScanQueue({
    ...{ ports, conditions, addRows, changed, fatal },
    settings: () => settings,
  });
  const stalls = new StallWatch({
    ...{ ports, limiters, running: () => scheduler.running },
    signal: lifetime.signal,
  });
  const reactor: Reactor = new Reactor({
    ...{ ports, facts, scope, turns, conditions, stalls, scheduler, scanner, cleaner, progress },
    fatal,
  });

  async function command<T>(work: () => Promise<T>): Promise<T> {
    return await reactor.during(work);
  }

  function onPower(event: PowerEvent): void {
    if (event.name === 'network-changed') {
      if (event.lost.length > 0) ports.dropConnections(event.lost);
      conditions.checkNow();
      return;
    }
    const asleep: Condition = { kind: 'asleep' };
    if (event.name === 'suspend') conditions.raise(asleep);
    else conditions.end(asleep);
    // Sockets from before sleep look alive, but are dead.
    carryOut(async () => {
      await scheduler.interrupt(() => true, 'restart');
    });
    ports.dropConnections();
    if (event.name === 'resume') conditions.checkNow();
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
      reactor.begin();
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
      reactor.halt();
      // Runs before the turn: the holder of the turn may be waiting for a write that a full disk
      // delays.
      scheduler.giveUpWrites();
      await scanner.stop();
      await turns.run(() => scheduler.stop());
      cleaner.stop();
      await reactor.stop();
      await progress.stop();
      conditions.stop();
      power.setBusy(false);
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
    hold: (key, type, selection) => command(() => commands.hold(key, type, selection)),
    release: (key) => {
      commands.release(key);
    },
    pause: (selection) => command(() => commands.pause(selection)),
    resume: (selection) => command(() => commands.resume(selection)),
    cancel: (selection) => command(() => commands.cancel(selection)),
    retry: (selection, changes) => command(() => commands.retry(selection, changes)),
    moveToFront: (selection) => command(() => commands.moveToFront(selection)),
    remove: (selection, states) => command(() => commands.remove(selection, states)),
    answerConflicts: (selection, policy) =>
      command(() => commands.answerConflicts(selection, policy)),
    rowsChanged: () => command(() => commands.rowsChanged()),
    changeKey: (id, key) => command(() => commands.changeKey(id, key)),
    unblock: (accountId) => command(() => conditions.unblock(accountId)),

    changeSettings: (change) =>
      command(async () => {
        await settingsTurns.run(async () => {
          // Settings for this run only are not saved.
          await store.saveSettings({ ...(await store.settings()), ...change });
          settings = { ...settings, ...change };
        });
        ports.bandwidth.setLimit(settings.bandwidthLimit);
        return settings;
      }),

    async probe({ accountId, bucket, prefix }) {
      const context = { signal: lifetime.signal, idleTimeout: settings.idleTimeout };
      await probeDestination(ports, { accountId, bucket, key: `${prefix}ferry` }, context);
    },
    unfinishedUploads: (destination) =>
      unfinishedUploads(ports, destination, lifetime.signal, settings.idleTimeout),
    abortLater: (target, uploadId) =>
      command(async () => {
        await store.abortLater(target, uploadId);
        changed();
      }),
    abortUnfinished: (destination, upload) =>
      abortUnfinished(ports, destination, upload, lifetime.signal, settings.idleTimeout),

    settled: () => reactor.settled(),
  };
}

/**
 * Prepares the queue of the last process for a new one: no row runs, and only rows that wait for a
 * conflict answer still wait. The engine checks every other condition and timer again.
 */
async function recoverQueue(store: TransferStore): Promise<void> {
  await store.recover();
  const conditions = [...accountConditionKinds, 'disk-full', 'source-unavailable'] as const;
  for (const why of conditions) await store.endWait(why);
  // If the clock was set back meanwhile, these rows would wait for hours.
  await store.wake(Number.MAX_SAFE_INTEGER);
}
