import { randomBytes } from 'node:crypto';
import type { CheckFacts, Diagnosis } from '../../shared/account/diagnosis.ts';
import { toErrorRecord, TransferError } from '../../shared/errors.ts';
import type { ProxySettings } from '../../shared/settings.ts';
import { type Account, dataAddressOf, type Destination } from '../../shared/transfer.ts';
import type { Credentials } from '../engine/ports/credentials.ts';
import type { ObjectStore, ObjectTarget, RequestContext } from '../engine/ports/object-store.ts';
import type { AccountClientsOptions } from '../oss/ali-oss/account-clients.ts';
import { createObjectStore } from '../oss/object-store.ts';
import {
  type AccountBrowser,
  createAccountBrowser,
  type BucketSettingsReader,
  type BucketTarget,
  createBucketSettings,
} from '../oss/requests/account-browser.ts';
import { classifyError } from '../oss/responses/classify-error.ts';
import { type ProxyEnvironment, proxyFromEnvironment, resolveProxy } from '../proxy.ts';
import { bypassesProxy } from '../transfer/connection/proxy-bypass.ts';
import type { Transport, TransportProxy } from '../transfer/transport.ts';
import {
  attemptOf,
  checkServer,
  hostOf,
  leadingDomains,
  type ServerPorts,
} from './check-server.ts';
import { measureSpeed, tryUpload } from './check-speed.ts';
import { possibleAddresses } from './data-addresses.ts';

/** What the checks need of the world. */
interface DoctorPorts extends ServerPorts {
  objects(account: Account): ObjectStore;
  browser(account: Account): AccountBrowser;
  settings(account: Account): BucketSettingsReader;
}

export interface DiagnoseOptions {
  readonly account: Account;
  /** Without a destination only the account is checked. */
  readonly destination?: Pick<Destination, 'bucket' | 'prefix'>;
  /** Also measures the speed to every address that the bucket has. */
  readonly withSpeed: boolean;
  readonly signal: AbortSignal;
  /** Receives each result as soon as it is known. */
  readonly report: (diagnosis: Diagnosis) => void;
}

const idleTimeout = 20_000;

/** Runs all checks in order. A failed check ends only those that need it. Never throws. */
export async function diagnose(ports: DoctorPorts, options: DiagnoseOptions): Promise<void> {
  const { account, destination, withSpeed, signal } = options;
  const context: RequestContext = { signal, idleTimeout };
  const attempt = attemptOf(options.report, signal);
  const bound = destination && { bucket: destination.bucket, isOnline: false };
  const reached = await checkServer(ports, account, bound, attempt);
  if (!reached) return;
  await attempt('signature', undefined, () =>
    checkSignature(ports, account, destination?.bucket, context),
  );
  if (destination === undefined) return;
  const { bucket, prefix } = destination;
  const target = { accountId: account.id, bucket };
  const settings = ports.settings(account);
  const info = await attempt('bucket', undefined, () => readBucket(settings, target, context));
  const listed = await attempt('domains', undefined, async () => ({
    domains: await settings.domains(target, context),
  }));
  await attempt('protection', undefined, () => settings.protection(target, context));
  const data = dataAddressOf(account, bucket);
  const own = hostOf(data.endpoint);
  if (data.endpoint !== account.endpoint) {
    if (!(await checkServer(ports, data, { bucket, isOnline: true }, attempt))) return;
  }
  const trial: ObjectTarget = { ...target, key: `${prefix}${trialName()}` };
  const rights = await attempt('rights', own, async (noteLeft) => {
    await tryUpload(ports.objects(account), trial, signal, noteLeft);
    return {};
  });
  const named = { bucket, inUse: new URL(data.endpoint).hostname };
  const domains = await leadingDomains(ports, account, listed?.domains ?? [], named, attempt);
  if (!withSpeed) return;
  const acceleration = info?.acceleration ?? false;
  for (const address of possibleAddresses(account, bucket, { domains, acceleration })) {
    // Its result would repeat that of the rights.
    if (rights === undefined && address.endpoint === data.endpoint) continue;
    const through = { ...account, dataAddresses: { [bucket]: address } };
    await attempt('speed', hostOf(address.endpoint), async (noteLeft) => ({
      address,
      bytesPerSecond: await measureSpeed(ports.objects(through), trial, signal, noteLeft),
    }));
  }
}

/** Keys that may not read the facts of a bucket may often read its region. */
async function readBucket(
  settings: BucketSettingsReader,
  target: BucketTarget,
  context: RequestContext,
): Promise<CheckFacts['bucket']> {
  try {
    return await settings.info(target, context);
  } catch (thrown) {
    if (toErrorRecord(thrown).code !== 'access-denied') throw thrown;
    // Names the right that shows more, if neither is there.
    const region = await settings.region(target, context).catch(() => undefined);
    if (region === undefined) throw thrown;
    return { region };
  }
}

/** Keys that may not list buckets are accepted too. */
async function checkSignature(
  ports: DoctorPorts,
  account: Account,
  bucket: string | undefined,
  context: RequestContext,
): Promise<CheckFacts['signature']> {
  if (account.addressing === 'custom-domain' && bucket !== undefined) {
    await unlessDenied(ports.settings(account).info({ accountId: account.id, bucket }, context));
    return {};
  }
  const { permitted, buckets } = await ports.browser(account).buckets(account.id, context);
  return permitted ? { buckets: buckets.length } : {};
}

/** A request that is denied was signed well. */
async function unlessDenied(asked: Promise<unknown>): Promise<void> {
  await asked.catch((thrown: unknown) => {
    if (toErrorRecord(thrown).code !== 'access-denied') throw thrown;
  });
}

function trialName(): string {
  return `.ferry-doctor-${randomBytes(6).toString('hex')}`;
}

interface DoctorOptions {
  readonly credentials: (account: Account) => Credentials;
  /** Already uses `proxy`. */
  readonly transport: Transport;
  readonly proxy: TransportProxy;
}

/** Milliseconds without a byte before a request ends. */
const timeRequestTimeout = 10_000;

/** Wires the checks to OSS and the network. */
export function createDoctor({ credentials, transport, proxy }: DoctorOptions): DoctorPorts {
  function clientsOf(account: Account): AccountClientsOptions {
    return { accounts: () => account, credentials: credentials(account), transport };
  }

  return {
    proxyFor(url) {
      if (proxy.mode === 'direct') return undefined;
      const { hostname, port, protocol } = new URL(url);
      const used = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
      return bypassesProxy(hostname, used, proxy.bypass) ? undefined : new URL(proxy.url).host;
    },

    async serverTime(origin) {
      try {
        const response = await transport.send(
          {
            method: 'GET',
            url: `${origin}/`,
            headers: {},
            body: { kind: 'none' },
            idleTimeout: timeRequestTimeout,
          },
          { signal: AbortSignal.timeout(2 * timeRequestTimeout) },
        );
        if (response.status === 407) throw new TransferError({ code: 'proxy-authentication' });
        const time = Date.parse(response.headers['date'] ?? '');
        if (!Number.isNaN(time)) return time;
        const detail = 'The response has no time.';
        throw new TransferError({ code: 'unexpected-answer', detail, status: response.status });
      } catch (thrown) {
        throw classifyError(thrown, { operation: 'ListBuckets', secrets: [], now: Date.now() });
      }
    },

    objects: (account) => createObjectStore(clientsOf(account)),
    browser: (account) => createAccountBrowser(clientsOf(account)),
    settings: (account) => createBucketSettings(clientsOf(account)),
  };
}

/** The proxy that an upload to `endpoint` would use. @throws TransferError `options-invalid` */
export function chooseProxy(
  setting: ProxySettings,
  environment: ProxyEnvironment,
  endpoint: string,
): TransportProxy {
  return resolveProxy(setting, () =>
    proxyFromEnvironment(environment, endpoint.startsWith('https:')),
  );
}
