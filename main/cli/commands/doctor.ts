import { dataAddressOf, type ServiceAddress } from '../../../shared/transfer.ts';
import {
  type CheckName,
  type Diagnosis,
  fastestAddress,
} from '../../../shared/account/diagnosis.ts';
import { accountFrom } from '../arguments/account.ts';
import { parseUploadLocation } from '../arguments/flag-values.ts';
import type { AccountFlags, CommonFlags, RunFlags } from '../arguments/flags.ts';
import type { World } from '../run/world.ts';
import { type ExitCode, exitCodes } from '../report/exit-codes.ts';
import { assertNever } from '../../../shared/assert-never.ts';
import { printable } from '../../../shared/text/printable.ts';
import { formatSize } from '../../../shared/text/units.ts';
import { describeError, errorFacts } from '../report/describe-error.ts';

export interface DoctorFlags
  extends Pick<CommonFlags, 'json'>, AccountFlags, Pick<RunFlags, 'proxy'> {
  readonly to?: string;
  /** False with `--no-speed`. */
  readonly speed: boolean;
}

/**
 * `ferry doctor`: checks the account and, with `--to`, the destination. The output holds no secret,
 * so the user can share it. The exit code is 1 when a check failed.
 */
export async function doctor(flags: DoctorFlags, world: World): Promise<ExitCode> {
  const target = flags.to === undefined ? undefined : parseUploadLocation(flags.to);
  const account = await accountFrom(flags, world.environment, target?.bucket ?? '');
  const destination = target && {
    bucket: target.bucket,
    prefix: target.kind === 'prefix' ? target.prefix : '',
  };
  const found: Diagnosis[] = [];
  const write = (line: string): void => void world.stdout.write(`${line}\n`);
  const report = (diagnosis: Diagnosis): void => {
    found.push(diagnosis);
    if (flags.json === true) write(JSON.stringify({ type: 'check', ...diagnosis }));
    else diagnosisLines(diagnosis).forEach(write);
  };
  const stopped = new AbortController();
  const undo = world.onInterrupt(() => stopped.abort());
  const { proxy } = flags;
  await world
    .diagnose({
      ...{ account, withSpeed: flags.speed, signal: stopped.signal, report },
      ...(destination === undefined ? {} : { destination }),
      ...(proxy === undefined ? {} : { proxy }),
    })
    .finally(undo);
  if (stopped.signal.aborted) return exitCodes.interrupted;
  const failed = found.filter(({ outcome }) => outcome === 'failed').length;
  const fastest = fastestAddress(found);
  if (flags.json === true) {
    write(JSON.stringify({ type: 'summary', checks: found.length, failed, fastest }));
  } else {
    const chosen = target && dataAddressOf(account, target.bucket);
    summaryLines(found, failed, fastest, chosen).forEach(write);
  }
  return failed === 0 ? exitCodes.done : exitCodes.failed;
}

function summaryLines(
  found: readonly Diagnosis[],
  failed: number,
  fastest: ServiceAddress | undefined,
  chosen: ServiceAddress | undefined,
): readonly string[] {
  const verdict =
    failed === 0 ? 'No check failed.' : `Failed: ${failed} of ${found.length} checks.`;
  if (fastest === undefined) return ['', verdict];
  const bars = ['', 'Speed to each address:', ...speedBars(found)];
  if (fastest.endpoint === chosen?.endpoint) return [...bars, '', verdict];
  const flag =
    fastest.addressing === 'custom-domain'
      ? `--domain ${fastest.endpoint}`
      : `--data-endpoint ${fastest.endpoint}`;
  return [...bars, `The fastest is not the one in use: ${flag}`, '', verdict];
}

const titles: Readonly<Record<CheckName, string>> = {
  proxy: 'Proxy',
  name: 'Name',
  route: 'Route',
  certificate: 'Certificate',
  clock: 'Clock',
  signature: 'Signature',
  bucket: 'Bucket',
  domains: 'Bound domains',
  protection: 'Protection',
  rights: 'Right to upload',
  speed: 'Speed',
};

const outcomes = { found: 'ok', 'not-permitted': 'no right', failed: 'failed' } as const;

/** One check as lines: outcome, check, server and finding; the next step where one is needed. */
export function diagnosisLines(diagnosis: Diagnosis): readonly string[] {
  const { check, outcome, host } = diagnosis;
  const where = host === undefined ? '' : ` (${printable(host)})`;
  const head = `${outcomes[outcome].padEnd(9)} ${titles[check]}${where}`;
  const left = leftLines(diagnosis);
  if (diagnosis.outcome === 'found') {
    return [`${head}: ${printable(finding(diagnosis))}`, ...left];
  }
  const { sentence, next } = describeError(diagnosis.error);
  const facts = errorFacts(diagnosis.error);
  return [
    `${head}: ${sentence}`,
    ...(diagnosis.outcome === 'failed' ? [`          ${next}`] : []),
    ...(facts === '' ? [] : [`          ${facts}`]),
    ...left,
  ];
}

/** Where the upload is that a check left behind, and the command that aborts it. */
function leftLines({ leftBehind }: Diagnosis): readonly string[] {
  if (leftBehind === undefined) return [];
  const { bucket, key, uploadId } = leftBehind;
  return [
    `          OSS did not let the keys abort this upload: bucket ${bucket}, key ${key}, upload id ${uploadId}.`,
    '          Delete it in the OSS console under "Parts", or abort it with keys that may:',
    `          ferry parts abort ${uploadId} --bucket ${bucket}`,
  ].map(printable);
}

/** The measured speeds as bars, the longest for the fastest address. */
export function speedBars(found: readonly Diagnosis[]): readonly string[] {
  const speeds = found.flatMap((one) =>
    one.check === 'speed' && one.outcome === 'found'
      ? [{ host: one.host ?? '', speed: one.facts.bytesPerSecond }]
      : [],
  );
  const most = Math.max(...speeds.map(({ speed }) => speed));
  const width = Math.max(...speeds.map(({ host }) => host.length));
  return speeds.map(({ host, speed }) => {
    const bar = '█'.repeat(Math.max(1, Math.round((20 * speed) / most)));
    return `  ${printable(host).padEnd(width)}  ${bar.padEnd(20)} ${formatSize(speed)}/s`;
  });
}

function finding(diagnosis: Extract<Diagnosis, { readonly outcome: 'found' }>): string {
  switch (diagnosis.check) {
    case 'proxy':
      return diagnosis.facts.proxy ?? 'none';
    case 'name': {
      const { addresses, alias } = diagnosis.facts;
      return `${addresses.join(', ')}${alias === undefined ? '' : `, an alias of ${alias}`}`;
    }
    case 'route':
      return `connected in ${diagnosis.facts.milliseconds} ms`;
    case 'certificate': {
      const { issuer, names, validUntil } = diagnosis.facts;
      return `issued by ${issuer} for ${names.join(', ')}, until ${dayOf(validUntil)}`;
    }
    case 'clock':
      return `${Math.abs(Math.round(diagnosis.facts.offset / 1000))} s apart`;
    case 'signature': {
      const { buckets } = diagnosis.facts;
      if (buckets === undefined) return 'accepted; the keys may not list buckets';
      return `accepted; ${buckets === 1 ? '1 bucket' : `${buckets} buckets`}`;
    }
    case 'bucket': {
      const { region, acl, blockPublicAccess, versioning } = diagnosis.facts;
      return [
        `in ${region}`,
        ...(blockPublicAccess === true ? ['public access blocked'] : []),
        ...(blockPublicAccess !== true && acl !== undefined ? [`access ${acl}`] : []),
        ...(versioning === undefined ? [] : [`versioning ${versioning.toLowerCase()}`]),
      ].join(', ');
    }
    case 'domains':
      return domainList(diagnosis.facts.domains);
    case 'protection': {
      const { overwriteRules, retentionDays } = diagnosis.facts;
      const rules = [
        ...(overwriteRules ? ['rules forbid overwriting some objects'] : []),
        ...(retentionDays === undefined ? [] : [`objects are kept for ${retentionDays} days`]),
      ];
      return rules.length === 0 ? 'none' : rules.join('; ');
    }
    case 'rights':
      return diagnosis.leftBehind === undefined
        ? 'an upload was begun and aborted; nothing is left behind'
        : 'an upload was begun';
    case 'speed':
      return `${formatSize(diagnosis.facts.bytesPerSecond)}/s`;
    default:
      return assertNever(diagnosis, 'check');
  }
}

function domainList(
  domains: Extract<Diagnosis, { check: 'domains'; outcome: 'found' }>['facts']['domains'],
): string {
  if (domains.length === 0) return 'none';
  return domains
    .map(({ domain, enabled, certificateUntil }) => {
      const state = enabled ? '' : ', disabled';
      const certificate =
        certificateUntil === undefined
          ? 'no certificate'
          : `certificate until ${dayOf(certificateUntil)}`;
      return `${domain} (${certificate}${state})`;
    })
    .join(', ');
}

function dayOf(time: number): string {
  return Number.isNaN(time) ? '?' : new Date(time).toISOString().slice(0, 10);
}
