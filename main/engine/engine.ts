import { TransferError } from '../../shared/errors.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Batch } from '../../shared/transfer.ts';
import type { WaitReason } from '../../shared/transfer-state.ts';
import { AccountGates } from './account-gates.ts';
import { addBlob, addPaths } from './add-batch.ts';
import { Cleaner } from './cleaner.ts';
import { Commands } from './commands.ts';
import { DiskRoom } from './disk-room.ts';
import type { Engine, EnginePorts, Settled } from './face.ts';
import { Interruption } from './interruption.ts';
import { Mutex } from './mutex.ts';
import { NextWake } from './next-wake.ts';
import type { PowerEvent } from './ports/power.ts';
import { Progress } from './progress.ts';
import { ReachabilityWatch } from './reachability.ts';
import { Scanner } from './scanner.ts';
import { Scheduler } from './scheduler.ts';
import { abortUnfinished, unfinishedUploads } from './unfinished-uploads.ts';
import { waitingReasons } from './waiting-reasons.ts';
import { WorkLoop } from './work-loop.ts';

/**
 * Wires the engine's rooms together. The database is the queue: nothing is kept here but what runs.
 *
 * @param settings as they are on disk now
 */
export function createEngine(ports: EnginePorts, initial: Settings): Engine {
  const { store, clock, log, power } = ports;
  let settings = initial;
  let suspended = false;
  let stopped = false;
  const nextWake = new NextWake();
  let failure: { readonly thrown: unknown } | undefined;
  const settledWaiters = new Set<PromiseWithResolvers<Settled>>();
  const lifetime = new AbortController();
  /** Claims and commands take turns, so that a command sees every row either running or not. */
  const turns = new Mutex();

  const fatal = (thrown: unknown): void => {
    failure ??= { thrown };
    for (const waiter of settledWaiters) waiter.reject(thrown);
    settledWaiters.clear();
  };

  const gates = new AccountGates();
  const room = new DiskRoom(store, () => {
    progress.touch();
    loop.kick();
  });
  const progress: Progress = new Progress({
    ports,
    running: () => scheduler.running.values(),
    conditions: () => ({
      blocked: gates.view(),
      scanning: scanner.pending,
      diskFull: room.full,
    }),
  });
  const scheduler: Scheduler = new Scheduler({
    ports,
    settings: () => settings,
    gates,
    room,
    progress: () => progress,
    onTrouble: (target, trouble) => {
      if (trouble.why !== 'offline') return;
      log.write('warning', { event: 'went-offline', error: trouble.error });
      watch.watch(target);
    },
    onRunEnded: () => {
      cleaner.kick();
      loop.kick();
    },
    onWait: (until) => {
      nextWake.notice(until);
    },
    fatal,
  });
  const watch = new ReachabilityWatch(ports, (accountId) => {
    log.write('info', { event: 'came-online' });
    void unblock(accountId).catch(fatal);
  });
  const cleaner: Cleaner = new Cleaner({
    ports,
    gates,
    idleTimeout: () => settings.idleTimeout,
    isInitiating: (accountId, bucket, key) => scheduler.isInitiating(accountId, bucket, key),
    changed: () => {
      loop.kick();
    },
  });
  const commands = new Commands({ ports, turns, scheduler, scanner: () => scanner });
  const scanner: Scanner = new Scanner({
    ports,
    settings: () => settings,
    room,
    addRows: (batchId, rows) => commands.addRows(batchId, rows),
    changed: () => {
      scheduler.expectRows();
      progress.refresh();
      loop.kick();
    },
    fatal,
  });
  const loop: WorkLoop = new WorkLoop(clock, step, fatal);

  /** Takes what can run. @returns when to look again */
  async function step(): Promise<number | undefined> {
    if (stopped) return undefined;
    if (!suspended && !room.full) {
      await turns.run(async () => {
        if (stopped) return;
        await wakeDueRows();
        await scheduler.fill('small');
        await scheduler.fill('large');
      });
    }
    power.setBusy(scheduler.running.size > 0);
    await tellIfSettled();
    return suspended || room.full ? undefined : nextWake.at;
  }

  async function wakeDueRows(): Promise<void> {
    if (!nextWake.isDue(clock.now())) return;
    await nextWake.look(() => store.wake(clock.now()));
    scheduler.expectRows();
  }

  async function tellIfSettled(): Promise<void> {
    if (settledWaiters.size === 0 || suspended || room.full || gates.anyOffline) return;
    if (scheduler.running.size > 0 || scanner.pending > 0 || cleaner.busy) return;
    const { states } = await store.counters();
    const runnable = states.queued.files > 0 && gates.blockedIds.length === 0;
    if (
      nextWake.at !== undefined ||
      nextWake.isDue(clock.now()) ||
      runnable ||
      scheduler.running.size > 0
    )
      return;
    const waitingFor: readonly WaitReason[] = await waitingReasons(store, gates);
    for (const waiter of settledWaiters) waiter.resolve({ waitingFor });
    settledWaiters.clear();
  }

  /** After a command: rows may be ready, waiting or in need of cleaning up. */
  function afterCommand(): void {
    nextWake.forget();
    scheduler.expectRows();
    progress.refresh();
    cleaner.kick();
    loop.kick();
  }

  async function unblock(accountId: string): Promise<void> {
    watch.unwatch(accountId);
    gates.unblock(accountId);
    for (const why of ['offline', 'credentials', 'proxy', 'certificate'] as const) {
      await store.endWait(why, accountId);
    }
    afterCommand();
  }

  function onPower(event: PowerEvent): void {
    suspended = event === 'suspend';
    scheduler.expectRows();
    // Sockets that were open before sleep look alive and are not.
    void scheduler
      .interrupt(() => true, 'restart')
      .then(() => {
        loop.kick();
      }, fatal);
    ports.dropConnections();
    if (!suspended) watch.askNow();
  }

  async function add(work: () => Promise<Batch>): Promise<Batch> {
    const batch = await work();
    afterCommand();
    return batch;
  }

  const undo = [
    power.subscribe(onPower),
    ports.credentials.onChanged((accountId) => {
      if (gates.trouble(accountId)?.why === 'credentials') void unblock(accountId).catch(fatal);
    }),
  ];

  return {
    queries: store,
    settings: () => settings,
    accounts: () => store.accounts(),
    saveAccount: (account) => store.saveAccount(account),
    subscribe: (listener) => progress.subscribe(listener),
    snapshot: () => progress.snapshot(),
    scanned: (batchId) => scanner.scanned(batchId),
    unblock,

    async start() {
      await store.recover();
      for (const why of ['offline', 'credentials', 'proxy', 'certificate', 'disk-full'] as const) {
        await store.endWait(why);
      }
      ports.bandwidth.setLimit(settings.bandwidthLimit);
      const unfinished = Map.groupBy(await store.unfinishedRoots(), ({ batchId }) => batchId);
      for (const [batchId, roots] of unfinished) {
        const batch = await store.batch(batchId);
        if (batch === undefined) continue;
        log.write('info', { event: 'scan-resumed', batchId });
        scanner.scan(
          batch,
          roots.map(({ root }) => root),
        );
      }
      log.write('info', { event: 'engine-started' });
      afterCommand();
    },

    async stop() {
      if (stopped) return;
      stopped = true;
      for (const dispose of undo) dispose();
      lifetime.abort(new Interruption('stop'));
      watch.stop();
      await scanner.stop();
      await turns.run(() => scheduler.stop());
      await loop.stop();
      await cleaner.stop();
      await progress.stop();
      room.dispose();
      power.setBusy(false);
      for (const waiter of settledWaiters) waiter.reject(new Interruption('stop'));
      settledWaiters.clear();
      log.write('info', { event: 'engine-stopped' });
    },

    add: (request) =>
      add(() =>
        addPaths(ports, settings, request, (batch, roots) => {
          scanner.scan(batch, roots);
        }),
      ),
    addBlob: (request) => add(() => addBlob(ports, settings, request)),

    async pause(selection) {
      const count = await commands.pause(selection);
      afterCommand();
      return count;
    },
    async resume(selection) {
      const count = await commands.resume(selection);
      afterCommand();
      return count;
    },
    async cancel(selection) {
      const count = await commands.cancel(selection);
      afterCommand();
      return count;
    },
    async retry(selection) {
      const count = await turns.run(() => store.applyToAll(selection, { type: 'retry' }));
      afterCommand();
      return count;
    },
    async moveToFront(selection) {
      const count = await turns.run(() => store.moveToFront(selection));
      afterCommand();
      return count;
    },
    async remove(selection) {
      const count = await turns.run(() => store.remove(selection));
      afterCommand();
      return count;
    },
    async answerConflicts(selection, policy) {
      const count = await turns.run(() => store.answerConflicts(selection, policy));
      afterCommand();
      return count;
    },
    async changeKey(id, key) {
      const changed = await commands.changeKey(id, key);
      afterCommand();
      return changed;
    },

    async changeSettings(change) {
      const changed = { ...settings, ...change };
      await store.saveSettings(changed);
      settings = changed;
      ports.bandwidth.setLimit(changed.bandwidthLimit);
      scheduler.applySettings();
      loop.kick();
      return changed;
    },

    async probe({ accountId, bucket, prefix }) {
      const context = { signal: lifetime.signal, idleTimeout: settings.idleTimeout };
      await ports.objects.probe({ accountId, bucket, key: `${prefix}ferry` }, context);
    },
    unfinishedUploads: (destination) =>
      unfinishedUploads(ports, destination, lifetime.signal, settings.idleTimeout),
    abortUnfinished: (destination, upload) =>
      abortUnfinished(ports, destination, upload, lifetime.signal, settings.idleTimeout),

    async settled() {
      if (failure !== undefined) throw failure.thrown;
      if (stopped) throw new TransferError({ code: 'internal', detail: 'The engine has stopped.' });
      const waiter = Promise.withResolvers<Settled>();
      settledWaiters.add(waiter);
      loop.kick();
      return await waiter.promise;
    },
  };
}
