import { randomUUID } from 'node:crypto';
import { type ConnectionStep, connectionSteps } from '../../../shared/connection-steps.ts';
import { type ErrorCode, type ErrorRecord, toErrorRecord } from '../../../shared/errors.ts';
import type { FerryContract } from '../../../shared/ipc/contract.ts';
import type { Handlers } from '../../../shared/ipc/define.ts';
import type { ConnectionTest } from '../../../shared/ipc/views.ts';
import type { Account } from '../../../shared/transfer.ts';
import type { DesktopFerry } from '../start/ferry.ts';
import type { SecretVault } from './secret-vault.ts';

/** What a person typed; absent when the stored keys are meant. */
type TypedKeys = Parameters<Handlers<FerryContract>['accounts']['save']>[0]['secrets'];

/** Keys as they were typed, without an empty token. */
export function credentialSet(secrets: NonNullable<TypedKeys>) {
  const { accessKeyId, accessKeySecret, securityToken } = secrets;
  return {
    accessKeyId,
    accessKeySecret,
    ...(securityToken !== undefined && securityToken !== '' && { securityToken }),
  };
}

/**
 * Does something under an account of its own, so that an account that works is not touched by keys
 * that do not.
 */
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

/** Tries endpoint, keys and bucket; what the error says tells which step it was. */
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

/** The steps that worked before `error`, and the one that did not. */
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
