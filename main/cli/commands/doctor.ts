import { dataAddressOf } from '../../../shared/account/data-address.ts';
import { fastestAddress, type Diagnosis } from '../../../shared/account/diagnosis.ts';
import type { ServiceAddress } from '../../../shared/transfer.ts';
import { accountFrom } from '../arguments/account.ts';
import { parseUploadLocation } from '../arguments/location.ts';
import type { AccountFlags, CommonFlags, RunFlags } from '../arguments/upload-flags.ts';
import type { World } from '../run/world.ts';
import { diagnosisLines, speedBars } from '../words/diagnosis-text.ts';
import { exitCodes, type ExitCode } from '../words/exit-codes.ts';

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
