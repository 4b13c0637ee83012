import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { TransferError } from '../../shared/errors.ts';
import { type Account, sandboxAccountId } from '../../shared/transfer.ts';
import type { ProxyPassword } from '../../shared/account/secrets.ts';
import { assemble } from '../assembly.ts';
import { keyDigest } from '../control/contract.ts';
import { serveControl } from '../control/server.ts';
import { knownQueuesFolder } from '../known-queues.ts';
import { createDoctor, diagnose } from '../doctor/diagnose.ts';
import { readAddresses } from '../doctor/data-addresses.ts';
import { createLinkMaker } from '../oss/link-maker.ts';
import type { OpenedQueue } from '../opened-queue.ts';
import type { Credentials, CredentialSet } from '../engine/ports/credentials.ts';
import type { Power } from '../engine/ports/system.ts';
import {
  type ProxyEnvironment,
  resolveProxy,
  withPassword,
  endpointInQuestion,
  readProxyList,
  tryProxy,
} from '../proxy.ts';
import { createSourceFiles } from '../transfer/source/source-files.ts';
import { writeSpool } from '../transfer/source/write-spool.ts';
import { pictureQueries, rowBins } from '../engine-in-use.ts';
import { accessAs, compareObject, linksTo, readObjectStatus } from './account-access.ts';
import { createAccountCredentials } from '../oss/credential-sources.ts';
import { createRotatingLog } from './rotating-log.ts';
import { createSandboxKeeper } from './sandbox-keeper.ts';

/** The dependencies of the queue that the app provides. */
interface QueueWorld {
  readonly databaseFile: string;
  /** The folder of spool files until they are uploaded. */
  readonly spoolFolder: string;
  readonly sandboxFolder: string;
  readonly logFile: string;
  /** The version of this Ferry. */
  readonly version: string;
  readonly keychain: Keychain;
  readonly environment: ProxyEnvironment;
  readonly power: Power;
  /** The system proxy for an address, as a list such as `PROXY host:port; DIRECT`. */
  readonly systemProxyFor: (url: string) => Promise<string>;
}

/** The keys of accounts, and the passwords of proxies. */
export interface Keychain extends Credentials {
  /** @param origin of the proxy, `http://host:port`: no other proxy ever gets its password */
  proxyPassword(origin: string): Promise<ProxyPassword | undefined>;
  saveProxyPassword(origin: string, secret: ProxyPassword): Promise<unknown>;
  /** Keeps keys in memory until the app ends. */
  lend(id: string, secrets: CredentialSet): void;
}

/** Idle timeout in milliseconds of a request that a user waits for. */
const listTimeout = 15_000;

/**
 * Opens the queue, starts the sandbox if an account uses it, and starts work.
 *
 * @throws TransferError `database-*` when the database cannot be used
 */
export async function openQueue(world: QueueWorld): Promise<OpenedQueue> {
  const { databaseFile, keychain, environment, power, systemProxyFor } = world;
  await mkdir(dirname(databaseFile), { recursive: true, mode: 0o700 });
  const log = createRotatingLog({ file: world.logFile, now: () => Date.now() });
  const systemProxy = async (accounts: readonly Account[]) =>
    readProxyList(await systemProxyFor(endpointInQuestion(accounts)));
  const assembly = await assemble({
    databaseFile,
    environment,
    knownQueuesFolder: knownQueuesFolder(),
    power,
    log,
    systemProxy,
    credentials: (accounts) => createAccountCredentials(accounts, environment, keychain),
    proxyPassword: (origin) => keychain.proxyPassword(origin),
  });
  const { engine, transport } = assembly;
  const { recovery } = assembly.store;
  const files = createSourceFiles(transport);
  const closing = new AbortController();
  const context = { signal: closing.signal, idleTimeout: listTimeout };
  const sandbox = createSandboxKeeper(
    world.sandboxFolder,
    async () => (await assembly.store.account(sandboxAccountId))?.endpoint,
  );

  const control = await serveControl(databaseFile, {
    engine,
    store: () => assembly.store,
    spoolFolder: world.spoolFolder,
    version: world.version,
    environmentKeys: (nonce) => keyDigest(environment['OSS_ACCESS_KEY_ID'], nonce),
    monotonic: () => performance.now(),
  });
  if (!control.listening) log.write('warning', { event: 'control-unavailable' });

  const accessTo = (account: Account) => accessAs(account, keychain, environment, transport);

  const openDoctor = async () =>
    createDoctor({
      credentials: (one) => createAccountCredentials(() => one, environment, keychain),
      transport: assembly.transport,
      proxy: await assembly.proxyInUse(),
    });

  async function accountOf(accountId: string): Promise<Account> {
    const account = await assembly.store.account(accountId);
    if (account !== undefined) return account;
    throw new TransferError({ code: 'credentials-missing', detail: 'There is no such account.' });
  }

  const linkMaker = createLinkMaker({
    accounts: accountOf,
    credentials: createAccountCredentials(accountOf, environment, keychain),
    transport,
    now: () => Date.now(),
  });

  /** The sandbox's address changes if its previous port is taken; its keys lie in its folder. */
  async function bringSandboxBack(): Promise<void> {
    if ((await assembly.store.account(sandboxAccountId)) === undefined) return;
    const { account, accessKeyId, accessKeySecret } = await sandbox.open();
    keychain.lend(account.id, { accessKeyId, accessKeySecret });
    await engine.saveAccount(account);
  }

  async function close(): Promise<void> {
    closing.abort(new TransferError({ code: 'internal', detail: 'Ferry is closing.' }));
    stopListening();
    await control.close();
    await assembly.close();
    await sandbox.close();
    await log.flush();
  }

  const stopListening = power.subscribe((event) => {
    if (event.name !== 'suspend') void assembly.refreshProxy().catch(() => undefined);
  });
  // Without its server the sandbox's account is offline, like any account without a server.
  await bringSandboxBack().catch(() => undefined);
  await engine.start().catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return {
    engine,
    pictures: pictureQueries(() => assembly.store),
    bins: rowBins(() => assembly.store, engine),
    ...(recovery !== undefined && { recovery }),
    startAgain: () => assembly.startAgain(),
    removeAccount: (accountId) => assembly.removeAccount(accountId),
    diagnose: async (account, destination, withSpeed, report) => {
      const where = destination === undefined ? {} : { destination };
      const { signal } = closing;
      await diagnose(await openDoctor(), { account, ...where, withSpeed, signal, report });
    },
    addressesOf: async (account, bucket) =>
      readAddresses(await openDoctor(), account, bucket, context),
    spool: (bytes) => writeSpool(world.spoolFolder, bytes, closing.signal),
    listBuckets: (account) => accessTo(account).browser.buckets(account.id, context),
    listPrefixes: async (destination) =>
      accessTo(await accountOf(destination.accountId)).browser.prefixes(destination, context),
    listObjects: async (destination, after) =>
      accessTo(await accountOf(destination.accountId)).browser.page(destination, after, context),
    thumbnail: async (object) =>
      accessTo(await accountOf(object.accountId)).browser.thumbnail(object, context),
    links: (objects, wish) =>
      linksTo(linkMaker, (id) => assembly.store.batch(id), objects, wish, context),
    headObject: async (transfer) => {
      const { objects } = accessTo(await accountOf(transfer.accountId));
      return await readObjectStatus(objects, transfer, context);
    },
    compare: async (transfer) => {
      const { objects } = accessTo(await accountOf(transfer.accountId));
      return await compareObject({ objects, files }, transfer, context);
    },
    async saveProxyPassword(userName, password) {
      const proxy = await assembly.proxyInUse();
      if (proxy.mode === 'direct') throw withoutProxy();
      await keychain.saveProxyPassword(new URL(proxy.url).origin, { userName, password });
      await assembly.refreshProxy();
      for (const { id } of await engine.accounts()) await engine.unblock(id);
    },
    async tryProxy(setting, password) {
      const accounts = await engine.accounts();
      const system = setting.mode === 'system' ? await systemProxy(accounts) : undefined;
      const proxy = resolveProxy(setting, () => system ?? { mode: 'direct' });
      const known =
        proxy.mode === 'direct'
          ? undefined
          : await keychain.proxyPassword(new URL(proxy.url).origin);
      const typed = password === undefined ? known : { userName: known?.userName ?? '', password };
      await tryProxy(withPassword(proxy, typed), endpointInQuestion(accounts));
    },
    openSandbox: () => sandbox.open(),
    close,
  };
}

function withoutProxy(): TransferError {
  const detail = 'No proxy is set that the password could be for.';
  return new TransferError({ code: 'options-invalid', detail });
}
