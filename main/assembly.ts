import mime from 'mime';
import { TransferError } from '../shared/errors.ts';
import type { ProxyPassword } from '../shared/account/secrets.ts';
import type { Settings } from '../shared/settings.ts';
import type { Account } from '../shared/transfer.ts';
import { createEngine } from './engine/engine.ts';
import { EngineInUse } from './engine-in-use.ts';
import type { Engine, EnginePorts } from './engine/api.ts';
import type { Credentials } from './engine/ports/credentials.ts';
import type { Log, Power } from './engine/ports/system.ts';
import {
  proxyFromEnvironment,
  resolveProxy,
  withPassword,
  type ProxyEnvironment,
} from './proxy.ts';
import { filesInUse } from './store/database/queue-files.ts';
import { knownQueues } from './known-queues.ts';
import { openStore, type OpenedStore } from './store/open-store.ts';
import { createSourceFiles } from './transfer/source/source-files.ts';
import { systemClock, systemRandom } from './transfer/system-clock.ts';
import type { Transport, TransportProxy } from './transfer/transport.ts';
import { createTransport } from './transfer/workers/worker-pool.ts';

/** What differs between the command line and the desktop app. */
interface AssemblyOptions {
  /** Path of the database. Its folder exists. */
  readonly databaseFile: string;
  /** @param accounts reads an account from the database. */
  readonly credentials: (accounts: (accountId: string) => Promise<Account>) => Credentials;
  /** Environment for the proxy setting `system`: `HTTPS_PROXY` and the related variables. */
  readonly environment: ProxyEnvironment;
  /**
   * Replaces `environment` for `system` where the system itself can name the proxy of an endpoint.
   */
  readonly systemProxy?: (accounts: readonly Account[]) => Promise<TransportProxy>;
  /**
   * Credentials for a proxy that asks for a password; absent when no source can supply them.
   * `origin` is that proxy: Ferry never sends the password of one proxy to another proxy.
   */
  readonly proxyPassword?: (origin: string) => Promise<ProxyPassword | undefined>;
  /** Sleep and network events; absent where the platform reports no such events. */
  readonly power?: Power;
  /**
   * Folder in which every Ferry of this user registers its queue. A Ferry reads it so that it never
   * aborts the uploads of another queue. Absent: this queue is not registered.
   */
  readonly knownQueuesFolder?: string;
  /** Absent: nothing is logged. */
  readonly log?: Log;
  /** Settings that apply to this process only and are not saved. */
  readonly settings?: Partial<Settings>;
  /** The engine only runs clean-ups: it claims no row and reads no folder. */
  readonly cleanUpsOnly?: boolean;
  /** Requests follow at once: their thread starts while the database opens. */
  readonly sendsAtOnce?: boolean;
}

/** The engine on its real adapters. */
export interface Assembly {
  /** Not started yet. `startAgain` keeps this object and its listeners. */
  readonly engine: Engine;
  /** The open database. `startAgain` replaces it. */
  readonly store: OpenedStore;
  readonly transport: Transport;
  /** Forgets an account; its rows then wait for credentials. */
  removeAccount(accountId: string): Promise<void>;
  /** The proxy that results from the setting at this moment. */
  proxyInUse(): Promise<TransportProxy>;
  /** Reads the system's proxy again after the network or the setting changed. */
  refreshProxy(): Promise<void>;
  /**
   * Restarts a failed engine in this process: stops the rest of it, opens the database again and
   * starts as after a crash. Concurrent calls share one restart.
   *
   * @throws TransferError `database-*`; the engine stays `failed` and can be started again
   */
  startAgain(): Promise<void>;
  /** Stops the engine, then closes the database and the worker threads that move bytes. */
  close(): Promise<void>;
}

const silentLog: Log = { write: () => undefined };

const direct: TransportProxy = { mode: 'direct' };

const unknownPower: Power = { subscribe: () => () => undefined, setBusy: () => undefined };

/** The same queue, but it hands out no rows. */
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
  const transport = createTransport();
  if (options.sendsAtOnce === true) transport.prepare();
  // ali-oss takes as long to load as the database takes to open.
  const [opened, { createObjectStore }] = await Promise.all([
    openStore({ file: databaseFile }),
    import('./oss/object-store.ts'),
  ]).catch(async (thrown: unknown) => {
    await transport.close();
    throw thrown;
  });
  let store = opened;
  if (options.knownQueuesFolder !== undefined) {
    const added = knownQueues(options.knownQueuesFolder).add(databaseFile);
    // Without this entry another Ferry counts these uploads as unknown. It still asks before an
    // abort.
    await added.catch(() => {
      log.write('warning', { event: 'queue-not-noted' });
    });
  }

  /** Cache: every request needs its account, and only this process changes accounts. */
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
    dropStalled: (milliseconds) => {
      transport.dropStalled(milliseconds);
    },
  });
  const inUse = new EngineInUse(createEngine(ports(), await settings()));
  const { engine } = inUse;

  async function systemProxy(): Promise<TransportProxy> {
    const known = await store.accounts();
    if (options.systemProxy !== undefined) return await options.systemProxy(known);
    // All endpoints share one proxy. The proxy for http applies only when no endpoint uses https.
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
    // The new database may hold other accounts than the old database.
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
