import type { Socket } from 'node:net';
import path from 'node:path';
import * as v from 'valibot';
import { toErrorRecord } from '../../shared/errors.ts';
import {
  type Definition,
  type Envelope,
  type Handlers,
  channelName,
  withoutUndefined,
} from '../../shared/ipc/define.ts';
import { gate, refusedCall, type GatedCall } from '../../shared/ipc/gate.ts';
import type { Batch } from '../../shared/transfer.ts';
import type { Engine, Settled } from '../engine/api.ts';
import type { TransferQueries } from '../engine/ports/transfer-queries.ts';
import type { HandOver, TransferStore } from '../engine/ports/transfer-store.ts';
import {
  controlContract,
  controlProtocol,
  requestSchema,
  type ControlContract,
  type Greeting,
} from './contract.ts';
import { readLines, writeLine } from './local-socket.ts';
import { OwnRows } from './own-rows.ts';

/** The needs of a control server besides its Ferry. */
export interface ControlOptions extends ControlledFerry {
  readonly version: string;
  /** The HMAC under that nonce of the access key ID in this process's environment. */
  readonly environmentKeys: (nonce: string) => string | undefined;
  /** Monotonic clock in milliseconds. */
  readonly monotonic: () => number;
}

/** The largest call as JSON, with every character escaped. */
const mostLineBytes = 64 * 1024 * 1024;
/** Limit of calls of one connection that run at once. */
const mostPending = 64;
/** A command that does not read its messages must not fill the memory of the engine. */
const mostUnread = 64 * 1024 * 1024;

type AnyHandler = (input: unknown) => Promise<unknown>;
type AnyGroups = Readonly<Record<string, Readonly<Record<string, Definition>>>>;

function gatedCalls(handlers: object, monotonic: () => number): ReadonlyMap<string, GatedCall> {
  const implemented = handlers as Readonly<Record<string, Readonly<Record<string, AnyHandler>>>>;
  const calls = new Map<string, GatedCall>();
  const groups: AnyGroups = controlContract;
  for (const [group, definitions] of Object.entries(groups)) {
    for (const [name, definition] of Object.entries(definitions)) {
      if (definition.kind !== 'call') continue;
      const handler: AnyHandler = async (input) => await implemented[group]?.[name]?.(input);
      calls.set(`${group}.${name}`, gate(definition, handler, monotonic));
    }
  }
  return calls;
}

/** The events of a session for its server. */
interface SessionListener {
  /** A call arrived; `answer` resolves when its reply is written. */
  called(answer: Promise<void>): void;
  /** The command added a batch. */
  added(batchId: number): void;
}

/** A connection, from the view of its server. */
export interface ControlSession {
  /** True when the command ends by itself after its replies: it does not watch files. */
  isBrief(): boolean;
}

/**
 * Serves one connected command. Ends with its connection; the engine keeps the batches it added.
 */
export function serveSession(
  socket: Socket,
  options: ControlOptions,
  listener: SessionListener,
): ControlSession {
  const { engine, monotonic } = options;
  const own = new OwnRows(options.store, engine);
  let scope: 'nothing' | 'own-rows' | 'everything' = 'nothing';
  let watches = false;
  let unsubscribe: (() => void) | undefined;
  let sent = Promise.resolve();
  let pending = 0;

  const ferry: Handlers<ControlContract>['ferry'] = {
    greet({ protocol, nonce, ownRowsOnly }) {
      if (protocol === controlProtocol) scope = ownRowsOnly ? 'own-rows' : 'everything';
      const keys = options.environmentKeys(nonce);
      const greeting: Greeting = {
        protocol: controlProtocol,
        version: options.version,
        spoolFolder: options.spoolFolder,
        ...(keys === undefined ? {} : { environmentKeys: keys }),
      };
      return Promise.resolve(greeting);
    },
    subscribe() {
      unsubscribe ??= engine.subscribe((update) => {
        // Updates are sent one after the other: the receiver drops an update older than its last
        // one.
        sent = sent
          .then(async () => (scope === 'own-rows' ? await own.narrow(update) : update))
          .then((payload) => {
            if (socket.writableLength > mostUnread) socket.destroy();
            else writeLine(socket, { event: channelName('ferry', 'progress'), payload });
          })
          .catch(() => undefined);
      });
      return Promise.resolve();
    },
  };
  const handlers = controlHandlers(options, {
    async settled() {
      watches = true;
      const settled = await (scope === 'own-rows' ? own.settled() : engine.settled());
      // The last progress is sent before the command learns that its rows are settled.
      await sent;
      return settled;
    },
    added(batch) {
      own.addBatch(batch.id);
      listener.added(batch.id);
      return batch;
    },
    taken(ids) {
      own.addRows(ids);
    },
  });
  const calls = gatedCalls({ ferry, ...handlers }, monotonic);

  async function answer(text: string): Promise<Envelope<unknown> & { readonly id: number }> {
    let id = 0;
    try {
      const request = v.safeParse(requestSchema, JSON.parse(text));
      if (!request.success) throw refusedCall('The message does not fit the contract.');
      id = request.output.id;
      const { call, input } = request.output;
      if (scope === 'nothing' && call !== 'ferry.greet') throw refusedCall('Not greeted.');
      const gated = calls.get(call);
      if (gated === undefined) throw refusedCall('There is no such call.');
      if (pending >= mostPending) throw refusedCall('Too many calls at once.');
      pending += 1;
      try {
        return { id, ...(await gated(input)) };
      } finally {
        pending -= 1;
      }
    } catch (thrown) {
      const error =
        thrown instanceof SyntaxError ? refusedCall('The message is not JSON.') : thrown;
      return { id, ok: false, error: toErrorRecord(error) };
    }
  }

  readLines(socket, mostLineBytes, {
    line(text) {
      const answered = answer(text).then((message) => {
        writeLine(socket, message);
      });
      listener.called(answered);
    },
    tooLong: () => undefined,
  });
  socket.on('close', () => unsubscribe?.());
  // A command may disconnect in the middle of a message.
  socket.on('error', () => undefined);
  return { isBrief: () => scope === 'everything' && !watches };
}

/** The queue of the running Ferry. */
type ControlledStore = Pick<
  TransferStore & TransferQueries,
  | 'account'
  | 'batch'
  | 'batches'
  | 'cleanupBacklog'
  | 'counters'
  | 'details'
  | 'failures'
  | 'page'
  | 'standing'
  | 'transfers'
> &
  HandOver;

interface ControlledFerry {
  readonly engine: Engine;
  /** The open store: it changes when the engine starts again. */
  readonly store: () => ControlledStore;
  /** The folder of spool files until they are uploaded. */
  readonly spoolFolder: string;
}

/** The rows that the calls of one connection concern. */
interface CallScope {
  settled(): Promise<Settled>;
  added(batch: Batch): Batch;
  taken(ids: readonly number[]): void;
}

/** Handles every call except those that concern the connection itself. */
function controlHandlers(
  { engine, store, spoolFolder }: ControlledFerry,
  scope: CallScope,
): Pick<Handlers<ControlContract>, 'engine' | 'queue'> {
  return {
    engine: {
      async add(request) {
        if (!request.roots.every((root) => path.isAbsolute(root) || root.startsWith('\0'))) {
          throw refusedCall('A path is not absolute.');
        }
        return scope.added(await engine.add(withoutUndefined(request)));
      },
      async addBlob(request) {
        // The engine removes the file at the end, so it must lie in Ferry's spool folder.
        if (path.dirname(path.resolve(request.spool.path)) !== path.resolve(spoolFolder)) {
          throw refusedCall('The file is not in the spool folder.');
        }
        return scope.added(await engine.addBlob(withoutUndefined(request)));
      },
      pause: (selection) => engine.pause(withoutUndefined(selection)),
      resume: (selection) => engine.resume(withoutUndefined(selection)),
      cancel: (selection) => engine.cancel(withoutUndefined(selection)),
      takeAll: () => engine.takeAll(),
      async takeRows({ ids }) {
        scope.taken(ids);
        await engine.takeRows(ids);
      },
      leftOut: (batchId) => Promise.resolve(engine.leftOut(batchId)),
      takenOver: (batchId) => Promise.resolve(engine.takenOver(batchId)),
      retry: ({ ids, changes }) => engine.retry({ ids }, withoutUndefined(changes)),
      answerConflicts: ({ selection, policy }) =>
        engine.answerConflicts(withoutUndefined(selection), policy),
      changeKey: ({ id, key }) => engine.changeKey(id, key),
      setLimit: (change) => engine.changeSettings(change),
      async saveAccount(account) {
        const known = await store().account(account.id);
        if (known?.credentials.kind === 'keychain') {
          throw refusedCall('This account belongs to the window.');
        }
        await engine.saveAccount(withoutUndefined(account));
      },
      probe: (destination) => engine.probe(destination),
      unfinishedUploads: (destination) => engine.unfinishedUploads(destination),
      abortUnfinished: ({ destination, upload }) => engine.abortUnfinished(destination, upload),
      settled: () => scope.settled(),
    },
    queue: {
      batch: (id) => store().batch(id),
      batches: (limit) => store().batches(limit),
      counters: ({ batchId }) => store().counters(batchId),
      standing: (rows) => store().standing(withoutUndefined(rows)),
      page: ({ filter, sort, range }) => store().page(withoutUndefined(filter), sort, range),
      transfers: (ids) => store().transfers(ids),
      details: (id) => store().details(id),
      failures: ({ batchId }) => store().failures(batchId),
      cleanupBacklog: () => store().cleanupBacklog(),
      async handOver(ids) {
        const marked = await store().handOver(ids);
        await engine.rowsChanged();
        return marked;
      },
      async settleHandedOver(results) {
        const settled = await store().settleHandedOver(results);
        await engine.rowsChanged();
        return settled;
      },
      remove: ({ selection, states }) => engine.remove(withoutUndefined(selection), states),
    },
  };
}
