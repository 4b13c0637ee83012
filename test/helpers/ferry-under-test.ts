import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { assemble, type Assembly } from '../../main/assembly.ts';
import type { AddPaths, Engine } from '../../main/engine/api.ts';
import type { Credentials } from '../../main/engine/ports/credentials.ts';
import type { LogEntry, Power } from '../../main/engine/ports/system.ts';
import type { OpenedStore } from '../../main/store/open-store.ts';
import type { SandboxAccount } from '../../sandbox/accounts.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/server.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Batch, Transfer } from '../../shared/transfer.ts';
import { cleanupsRest } from './cleanups-rest.ts';
import { engineReaches } from './engine-reaches.ts';
import { eventually } from './eventually.ts';
import { quickSettings } from './quick-settings.ts';
import { remoteObjects, type RemoteObjects } from './servers/remote-objects.ts';
import { accountFor, accountId, environmentKeys } from './sandbox-account.ts';

// Every test starts threads anew; compiling their files each time would take longer than the tests.
enableCompileCache();

export interface FerryOptions {
  readonly settings?: Partial<Settings>;
  readonly sandbox?: Partial<SandboxOptions>;
  /** Further keys of the sandbox, which Ferry uses instead of the owner's. */
  readonly keys?: SandboxAccount;
  /** Where Ferry's keys come from instead of an environment. */
  readonly credentials?: Credentials;
  readonly power?: Power;
  /** Where the database lies, if not beside the source. */
  readonly databaseFolder?: string;
  /** Only `restart` begins: another process comes first. */
  readonly stopped?: boolean;
}

/** What `add` changes of a plain upload that overwrites. */
export type AddChange = Partial<Omit<AddPaths, 'roots'>>;

/** Engine, database, byte movers and server, all of them real, in a folder of their own. */
export interface FerryUnderTest {
  readonly folder: string;
  /** Where the files to be sent lie. */
  readonly source: string;
  readonly databaseFile: string;
  readonly sandbox: Sandbox;
  readonly remote: RemoteObjects;
  readonly engine: Engine;
  readonly store: OpenedStore;
  readonly log: readonly LogEntry[];
  /** Resolves with the first entry of the log that meets the condition, earlier or later. */
  logged(condition: (entry: LogEntry) => boolean): Promise<LogEntry>;
  /** Writes a file below `source`, with its folders, and gives its path. */
  write(name: string, content: string | Uint8Array): string;
  /** Queues files and folders; the key of a file is its name, that of what is in a folder its path. */
  add(roots: string | readonly string[], change?: AddChange): Promise<Batch>;
  /** Every row of the queue. */
  rows(): Promise<readonly Transfer[]>;
  /** The only row with this path below its root. */
  row(relativePath: string): Promise<Transfer>;
  /** Resolves once the row is in that state and stays there for a tenth of a second. */
  reaches(relativePath: string, state: Transfer['state']['name']): Promise<Transfer>;
  /** Resolves with what `read` finds, called now and after each update of the engine. */
  until<Found>(read: () => Promise<Found>): Promise<NonNullable<Found>>;
  /** Resolves when nothing moves any more and every clean-up that is due has been done. */
  cleanedUp(): Promise<void>;
  /** Ends engine and database, as a quit does. */
  stop(): Promise<void>;
  /** Starts a failed engine again, in the same process. */
  startAgain(): Promise<void>;
  /** Opens the same database again, and starts the engine unless `start` is false. */
  restart(): Promise<void>;
  /** Nothing listens on the server's port any more. */
  cutNetwork(): Promise<void>;
  /** The server is back, with all it had. */
  restoreNetwork(): Promise<void>;
}

/** Starts everything, and clears it all away when the test has ended. */
export async function startFerryUnderTest(options: FerryOptions = {}): Promise<FerryUnderTest> {
  // Waiting between two attempts is drawn by lot; the short straw is as good as any other.
  const chance = vi.spyOn(Math, 'random').mockReturnValue(0.02);
  const folder = mkdtempSync(path.join(tmpdir(), 'ferry-'));
  const failures: unknown[] = [];
  const sandboxOptions = {
    dataDirectory: path.join(folder, 'server'),
    onFailure: (error: unknown) => failures.push(error),
    ...options.sandbox,
  };
  let sandbox = await startSandbox(sandboxOptions);
  const owner = { accessKeyId: sandbox.accessKeyId, accessKeySecret: sandbox.accessKeySecret };
  const source = path.join(folder, 'source');
  mkdirSync(source);
  const databaseFile = path.join(options.databaseFolder ?? folder, 'queue.db');
  const log: LogEntry[] = [];
  const readers = new Set<() => void>();
  let running: Assembly | undefined;

  function welcome(server: Sandbox): void {
    if (options.keys !== undefined) server.addAccount(options.keys);
  }

  function current(): Assembly {
    if (running === undefined) throw new Error('Ferry does not run.');
    return running;
  }

  async function open(): Promise<void> {
    const keys = options.keys ?? owner;
    const credentials = options.credentials ?? environmentKeys(keys);
    running = await assemble({
      databaseFile,
      credentials: () => credentials,
      environment: {},
      settings: { ...quickSettings, ...options.settings },
      log: {
        write: (_level, entry) => {
          log.push(entry);
          for (const read of [...readers]) read();
        },
      },
      ...(options.power === undefined ? {} : { power: options.power }),
    });
    const { engine } = running;
    await engine.saveAccount(accountFor(sandbox));
    await engine.start();
  }

  async function stop(): Promise<void> {
    const ending = running;
    running = undefined;
    await ending?.close();
  }

  async function rows(): Promise<readonly Transfer[]> {
    const order = { by: 'queue', descending: false } as const;
    return (await current().store.page({}, order, { offset: 0, limit: 100_000 })).rows;
  }

  async function row(relativePath: string): Promise<Transfer> {
    const found = (await rows()).filter((one) => one.relativePath === relativePath);
    const [only] = found;
    if (only === undefined || found.length > 1) {
      throw new Error(`${found.length} rows are called ${relativePath}.`);
    }
    return only;
  }

  function until<Found>(read: () => Promise<Found>): Promise<NonNullable<Found>> {
    return engineReaches(current().engine, read);
  }

  welcome(sandbox);
  onTestFinished(async () => {
    // A request that a fault holds would never end.
    sandbox.faults.clear();
    await stop();
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
    chance.mockRestore();
    if (failures.length > 0) throw failures[0];
  });
  if (options.stopped !== true) await open();

  return {
    folder,
    source,
    databaseFile,
    log,
    logged: (condition) =>
      new Promise((resolve) => {
        const read = (): void => {
          const entry = log.find(condition);
          if (entry === undefined) return;
          readers.delete(read);
          resolve(entry);
        };
        readers.add(read);
        read();
      }),
    get sandbox() {
      return sandbox;
    },
    get remote() {
      return remoteObjects(sandbox);
    },
    get engine() {
      return current().engine;
    },
    get store() {
      return current().store;
    },

    write(name, content) {
      const file = path.join(source, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, content);
      return file;
    },

    async add(roots, change = {}) {
      const batch = await current().engine.add({
        destination: { accountId, bucket: sandbox.bucket, prefix: '' },
        conflictPolicy: 'overwrite',
        options: {},
        scanOptions: {},
        ...change,
        roots: [roots].flat(),
      });
      await current().engine.scanned(batch.id);
      return batch;
    },

    rows,
    row,
    until,
    reaches: (relativePath, state) =>
      until(async () => {
        const found = await row(relativePath);
        return found.state.name === state ? found : undefined;
      }),

    async cleanedUp() {
      await current().engine.settled();
      await eventually(() => cleanupsRest(current().store));
    },

    stop,
    startAgain: () => current().startAgain(),
    restart: open,
    cutNetwork: () => sandbox.close(),
    async restoreNetwork() {
      sandbox = await startSandbox({ ...sandboxOptions, port: sandbox.port });
      welcome(sandbox);
    },
  };
}
