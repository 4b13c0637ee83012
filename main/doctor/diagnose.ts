import { randomBytes } from 'node:crypto';
import { dataAddressOf } from '../../shared/account/data-address.ts';
import type {
  CheckFacts,
  CheckName,
  Diagnosis,
  LeftUpload,
} from '../../shared/account/diagnosis.ts';
import { toErrorRecord, TransferError } from '../../shared/errors.ts';
import { ossLimits } from '../../shared/upload/oss-limits.ts';
import type { Account, Destination, ServiceAddress } from '../../shared/transfer.ts';
import type { ObjectStore, ObjectTarget, RequestContext } from '../engine/ports/object-store.ts';
import type { AccountBrowser } from '../oss/requests/account-browser.ts';
import type { BucketSettingsReader } from '../oss/requests/bucket-settings.ts';
import { checkCertificate, checkName, checkRoute, type Server } from './check-network.ts';
import { measureSpeed, type NoteLeft, tryUpload } from './check-speed.ts';
import { possibleAddresses } from './data-addresses.ts';

/** What the checks need of the world. */
export interface DoctorPorts {
  /** The proxy on the way to a URL, without user name and password; undefined when there is none. */
  proxyFor(url: string): string | undefined;
  /** Sends a request without keys and resolves with the server's time, in milliseconds. */
  serverTime(origin: string): Promise<number>;
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
  const attempt = attemptOf(options);
  const reached = await checkServer(ports, account, destination?.bucket, attempt);
  if (!reached) return;
  await attempt('signature', undefined, () =>
    checkSignature(ports, account, destination?.bucket, context),
  );
  if (destination === undefined) return;
  const { bucket, prefix } = destination;
  const target = { accountId: account.id, bucket };
  const settings = ports.settings(account);
  const info = await attempt('bucket', undefined, () => settings.info(target, context));
  const listed = await attempt('domains', undefined, async () => ({
    domains: await settings.domains(target, context),
  }));
  await attempt('protection', undefined, () => settings.protection(target, context));
  const data = dataAddressOf(account, bucket);
  const own = hostOf(data);
  if (data.endpoint !== account.endpoint) {
    if (!(await checkServer(ports, { ...account, ...data }, bucket, attempt))) return;
  }
  const trial: ObjectTarget = { ...target, key: `${prefix}${trialName()}` };
  const rights = await attempt('rights', own, async (noteLeft) => {
    await tryUpload(ports.objects(account), trial, signal, noteLeft);
    return {};
  });
  if (!withSpeed) return;
  const found = { domains: listed?.domains ?? [], acceleration: info?.acceleration ?? false };
  for (const address of possibleAddresses(account, bucket, found)) {
    // Its result would repeat that of the rights.
    if (rights === undefined && address.endpoint === data.endpoint) continue;
    const through = { ...account, dataAddresses: { [bucket]: address } };
    await attempt('speed', hostOf(address), async (noteLeft) => ({
      address,
      bytesPerSecond: await measureSpeed(ports.objects(through), trial, signal, noteLeft),
    }));
  }
}

type Attempt = <Name extends CheckName>(
  check: Name,
  host: string | undefined,
  run: (noteLeft: NoteLeft) => Promise<CheckFacts[Name]>,
) => Promise<CheckFacts[Name] | undefined>;

/** Runs one check and reports its result; resolves with what it found. */
function attemptOf({ report, signal }: DiagnoseOptions): Attempt {
  return async (check, host, run) => {
    if (signal.aborted) return undefined;
    let left: LeftUpload | undefined;
    const named = () => ({
      check,
      ...(host !== undefined && { host }),
      ...(left !== undefined && { leftBehind: left }),
    });
    try {
      const facts = await run((upload) => {
        left = upload;
      });
      report({ ...named(), outcome: 'found', facts } as Diagnosis);
      return facts;
    } catch (thrown) {
      const error = toErrorRecord(thrown);
      const outcome = error.code === 'access-denied' ? 'not-permitted' : 'failed';
      report({ ...named(), outcome, error } as Diagnosis);
      return undefined;
    }
  };
}

/** From the name of the server to its clock. @returns true when the server answers */
async function checkServer(
  ports: DoctorPorts,
  address: ServiceAddress,
  bucket: string | undefined,
  attempt: Attempt,
): Promise<boolean> {
  const url = new URL(address.endpoint);
  const server: Server = {
    host: url.hostname,
    port: Number(url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : url.port),
  };
  const host = url.host;
  const proxy = ports.proxyFor(address.endpoint);
  await attempt('proxy', host, () => Promise.resolve(proxy === undefined ? {} : { proxy }));
  // Behind a proxy this computer reaches neither the name nor the server itself.
  if (proxy === undefined) {
    const bound = address.addressing === 'custom-domain' ? bucket : undefined;
    const name = await attempt('name', host, () => checkName(server, bound));
    const [first] = name?.addresses ?? [];
    if (first === undefined) return false;
    if ((await attempt('route', host, () => checkRoute(server, first))) === undefined) return false;
    if (url.protocol === 'https:') {
      const wanted = certifiedName(address, url.hostname, bucket);
      const certificate = await attempt('certificate', host, () =>
        checkCertificate(server, first, wanted),
      );
      if (certificate === undefined) return false;
    }
  }
  const clock = await attempt('clock', host, async () => {
    const offset = Math.round((await ports.serverTime(url.origin)) - Date.now());
    if (Math.abs(offset) <= ossLimits.maxClockSkew) return { offset };
    throw new TransferError({ code: 'clock-skewed', clockOffset: offset });
  });
  return clock !== undefined;
}

/** A request names the bucket in the host, and the certificate has to cover that. */
function certifiedName(
  { addressing }: ServiceAddress,
  hostname: string,
  bucket: string | undefined,
): string {
  const isNamed = addressing === 'virtual-host' && !/^[\d.]+$/.test(hostname);
  return isNamed && bucket !== undefined ? `${bucket}.${hostname}` : hostname;
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

function hostOf({ endpoint }: ServiceAddress): string {
  return new URL(endpoint).host;
}

function trialName(): string {
  return `.ferry-doctor-${randomBytes(6).toString('hex')}`;
}
