import mime from 'mime';
import { TransferError } from '../shared/errors.ts';
import type { ProxyPassword } from '../shared/secrets.ts';
import type { Settings } from '../shared/settings.ts';
import type { Account } from '../shared/transfer.ts';
import { createEngine } from './engine/engine.ts';
import { EngineInUse } from './engine-in-use.ts';
import type { Engine, EnginePorts } from './engine/api.ts';
import type { Credentials } from './engine/ports/credentials.ts';
import type { Log } from './engine/ports/log.ts';
import type { Power } from './engine/ports/power.ts';
import { createObjectStore } from './oss/object-store.ts';
import { proxyFromEnvironment, resolveProxy, withPassword } from './resolve-proxy.ts';
import type { ProxyEnvironment } from './resolve-proxy.ts';
import { filesInUse } from './store/database/queue-files.ts';
import { knownQueues } from './store/known-queues.ts';
import { openStore } from './store/open-store.ts';
import type { OpenedStore } from './store/open-store.ts';
import { createSourceFiles } from './transfer/source/source-files.ts';
import { systemClock, systemRandom } from './transfer/system-clock.ts';
import type { Transport, TransportProxy } from './transfer/transport.ts';
import { createTransport } from './transfer/workers/worker-pool.ts';

/** What differs between the command line and the desktop app. */
export interface AssemblyOptions {
  /** Its folder exists. */
  readonly databaseFile: string;
  /** @param accounts reads an account from the database. */
  readonly credentials: (accounts: (accountId: string) => Promise<Account>) => Credentials;
  /** Where the proxy setting `system` looks: `HTTPS_PROXY` and its like. */
  readonly environment: ProxyEnvironment;
  /** What `system` means instead, where the system can be asked how it reaches an endpoint. */
  readonly systemProxy?: (accounts: readonly Account[]) => Promise<TransportProxy>;
  /**
   * What a proxy that asks for a password is told; absent when nobody knows one. `origin` is that
   * proxy: a password that was given for one is none of another's business.
   */
  readonly proxyPassword?: (origin: string) => Promise<ProxyPassword | undefined>;
  /** Sleep and network; absent where nobody tells. */
  readonly power?: Power;
  /**
   * Where this user's Ferrys note down their queues, so that none of them aborts the uploads of
   * another. Absent: this queue is not noted down.
   */
  readonly knownQueuesFolder?: string;
  /** Absent: nothing is logged. */
  readonly log?: Log;
  /** Settings that hold for this process only and are not written down. */
  readonly settings?: Partial<Settings>;
  /** The engine cleans up and does nothing else: it takes no row and reads no folder. */
  readonly cleanUpsOnly?: boolean;
}

/** The engine on its real adapters. */
export interface Assembly {
  /** Not started yet. Stays the same, listeners included, when it is started again. */
  readonly engine: Engine;
  /** The database as it is open now: another one after `startAgain`. */
  readonly store: OpenedStore;
  readonly transport: Transport;
  /** Forgets an account; rows of it wait for credentials. */
  removeAccount(accountId: string): Promise<void>;
  /** The proxy that the setting means at this moment. */
  proxyInUse(): Promise<TransportProxy>;
  /** Reads the system's proxy again: the network or the setting changed. */
  refreshProxy(): Promise<void>;
  /**
   * Brings a failed engine back without a new process: ends what is left of it, opens the database
   * again and starts anew, as after a crash. Calls during that time share it.
   *
   * @throws TransferError `database-*`; the engine is then still `failed`, and may be started again
   */
  startAgain(): Promise<void>;
  /** Stops the engine, then closes the database and the byte movers. */
  close(): Promise<void>;
}

const silentLog: Log = { write: () => undefined };

const direct: TransportProxy = { mode: 'direct' };

const unknownPower: Power = { subscribe: () => () => undefined, setBusy: () => undefined };

/** The same queue, from which nothing is taken. */
function withoutWork(store: OpenedStore): OpenedStore {
  return {
    ...store,
    claim: () => Promise.resolve([]),
    unfinishedRoots: () => Promise.resolve([]),
  };
}

/**
 * Wires the engine to SQLite, OSS, the file system and the worker threads.
 *
 * @throws TransferError `database-*` when the database cannot be opened.
 */
export async function assemble(options: AssemblyOptions): Promise<Assembly> {
  const { databaseFile, log = silentLog, power = unknownPower } = options;
  let store = await openStore({ file: databaseFile });
  const transport = createTransport();
  if (options.knownQueuesFolder !== undefined) {
    const added = knownQueues(options.knownQueuesFolder).add(databaseFile);
    // Without the note another Ferry counts these uploads as unknown, and still asks before it aborts.
    await added.catch(() => {
      log.write('warning', { event: 'queue-not-noted' });
    });
  }

  /** Every request asks for its account; only this process changes one. */
  const accounts = new Map<string, Account>();

  async function account(accountId: string): Promise<Account> {
    const found = accounts.get(accountId) ?? (await store.account(accountId));
    if (found !== undefined) {
      accounts.set(accountId, found);
      return found;
    }
    throw new TransferError({ code: 'credentials-missing', detail: `No account ${accountId}` });
  }

  const credentials = options.credentials(account);
  const settings = async () => ({ ...(await store.settings()), ...options.settings });
  const ports = (): EnginePorts => ({
    store: options.cleanUpsOnly === true ? withoutWork(store) : store,
    objects: createObjectStore({
      accounts: account,
      credentials,
      transport,
      onClockCorrected: (_accountId, offset) => {
        log.write('warning', { event: 'clock-corrected', milliseconds: offset });
      },
    }),
    files: createSourceFiles(transport, filesInUse(databaseFile)),
    bandwidth: transport,
    credentials,
    clock: systemClock,
    random: systemRandom,
    log,
    power,
    contentTypeOf: (name) => mime.getType(name) ?? 'application/octet-stream',
    dropConnections: (addresses) => {
      transport.dropConnections(addresses);
    },
  });
  const inUse = new EngineInUse(createEngine(ports(), await settings()));
  const { engine } = inUse;

  async function systemProxy(): Promise<TransportProxy> {
    const known = await store.accounts();
    if (options.systemProxy !== undefined) return await options.systemProxy(known);
    // One proxy for all: that of plain http only when no endpoint is reached by https.
    const plain = known.length > 0 && known.every((one) => one.endpoint.startsWith('http:'));
    return proxyFromEnvironment(options.environment, !plain);
  }

  async function proxyInUse(): Promise<TransportProxy> {
    const { proxy } = engine.settings();
    const system: TransportProxy = proxy.mode === 'system' ? await systemProxy() : direct;
    return resolveProxy(proxy, () => system);
  }

  async function refreshProxy(): Promise<void> {
    const proxy = await proxyInUse();
    const password =
      proxy.mode === 'direct'
        ? undefined
        : await options.proxyPassword?.(new URL(proxy.url).origin);
    transport.setProxy(withPassword(proxy, password));
  }

  async function openAgain(): Promise<void> {
    await engine.stop();
    await store.close();
    // What was read before may not be what is there now.
    accounts.clear();
    try {
      store = await openStore({ file: databaseFile });
      inUse.replace(createEngine(ports(), await settings()));
      await refreshProxy();
      await engine.start();
    } catch (thrown) {
      inUse.fail(thrown);
      throw thrown;
    }
  }

  let opening: Promise<void> | undefined;

  async function close(): Promise<void> {
    await opening?.catch(() => undefined);
    await engine.stop();
    await store.close();
    await transport.close();
  }

  try {
    await refreshProxy();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    engine: {
      ...engine,
      get queries() {
        return engine.queries;
      },
      async saveAccount(changed) {
        await engine.saveAccount(changed);
        accounts.delete(changed.id);
        await refreshProxy();
      },
      async changeSettings(change) {
        const changed = await engine.changeSettings(change);
        await refreshProxy();
        return changed;
      },
    },
    get store() {
      return store;
    },
    transport,
    startAgain() {
      opening ??= openAgain().finally(() => {
        opening = undefined;
      });
      return opening;
    },
    async removeAccount(accountId) {
      await store.removeAccount(accountId);
      accounts.delete(accountId);
      await refreshProxy();
    },
    proxyInUse,
    refreshProxy,
    close,
  };
}
