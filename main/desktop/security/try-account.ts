import { randomUUID } from 'node:crypto';
import { type ConnectionStep, connectionSteps } from '../../../shared/account/diagnosis.ts';
import { type ErrorCode, type ErrorRecord, toErrorRecord } from '../../../shared/errors.ts';
import type { FerryContract } from '../../../shared/ipc/contract.ts';
import type { Handlers } from '../../../shared/ipc/define.ts';
import type { ConnectionTest } from '../../../shared/ipc/views.ts';
import type { Account } from '../../../shared/transfer.ts';
import type { DesktopFerry } from '../start/ferry.ts';
import type { SecretVault } from './secret-vault.ts';
import { keysMayGoTo as mayGoTo } from '../../../shared/key-binding.ts';

/** The keys that the user typed; absent for the stored keys. */
type TypedKeys = Parameters<Handlers<FerryContract>['accounts']['save']>[0]['secrets'];

/** The typed keys without an empty token. */
export function credentialSet(secrets: NonNullable<TypedKeys>) {
  const { accessKeyId, accessKeySecret, securityToken } = secrets;
  return {
    accessKeyId,
    accessKeySecret,
    ...(securityToken !== undefined && securityToken !== '' && { securityToken }),
  };
}

/** Runs an action under a temporary account, so that bad keys cannot affect a working account. */
export async function underTrial<Result>(
  vault: SecretVault,
  account: Account,
  secrets: TypedKeys,
  work: (trial: Account) => Promise<Result>,
): Promise<Result> {
  const trial: Account = { ...account, id: `trial-${randomUUID()}` };
  const keys = secrets === undefined ? await vault.current(account.id) : credentialSet(secrets);
  vault.lend(trial.id, keys);
  try {
    return await work(trial);
  } finally {
    vault.takeBack(trial.id);
  }
}

/** Tests endpoint, keys and bucket; the error code shows the failed step. */
export async function testConnection(
  ferry: DesktopFerry,
  vault: SecretVault,
  input: Account,
  secrets: TypedKeys,
  bucket: string,
): Promise<ConnectionTest> {
  const queue = await ferry.ready;
  try {
    await underTrial(vault, input, secrets, (trial) => queue.probeAccount(trial, bucket));
    return { steps: connectionSteps.map((step) => ({ step })) };
  } catch (thrown) {
    return { steps: stepsUntil(toErrorRecord(thrown)) };
  }
}

/** The steps that worked before `error`, and the step that failed. */
function stepsUntil(error: ErrorRecord): ConnectionTest['steps'] {
  const failed = failedStep(error.code);
  const worked = connectionSteps
    .slice(0, connectionSteps.indexOf(failed))
    .map((step) => ({ step }));
  return [...worked, { step: failed, error }];
}

function failedStep(code: ErrorCode): ConnectionStep {
  if (code.startsWith('credentials-') || code === 'clock-skewed') return 'keys';
  if (code === 'bucket-missing') return 'bucket';
  return code === 'access-denied' ? 'upload' : 'endpoint';
}

/** Whether the stored keys of `known` may sign requests to `endpoint` without being typed again. */
export function accountKeysMayGoTo(endpoint: string, known: Pick<Account, 'endpoint'>): boolean {
  if (!URL.canParse(endpoint) || !URL.canParse(known.endpoint)) return false;
  return mayGoTo(new URL(endpoint), new URL(known.endpoint));
}
