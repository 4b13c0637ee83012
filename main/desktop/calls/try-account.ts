import { randomUUID } from 'node:crypto';
import type { FerryContract } from '../../../shared/ipc/contract.ts';
import type { Handlers } from '../../../shared/ipc/define.ts';
import type { Account } from '../../../shared/transfer.ts';
import type { SecretVault } from '../start/secret-vault.ts';
import { keysMayGoTo as mayGoTo } from '../../../shared/account/key-binding.ts';
import type { LeftUpload } from '../../../shared/account/diagnosis.ts';
import type { Engine } from '../../engine/api.ts';

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

/** Whether the stored keys of `known` may sign requests to `endpoint` without being typed again. */
export function accountKeysMayGoTo(endpoint: string, known: Pick<Account, 'endpoint'>): boolean {
  if (!URL.canParse(endpoint) || !URL.canParse(known.endpoint)) return false;
  return mayGoTo(new URL(endpoint), new URL(known.endpoint));
}

/** The account of a form that is not saved yet: its address and the AccessKey ID that was typed. */
interface TypedAccount {
  readonly endpoint: string;
  readonly accessKeyId: string | undefined;
}

/**
 * The trial uploads that OSS did not let the keys of a form abort. Saving the form puts them on the
 * list of clean-ups; the results of the checks name them to the user meanwhile.
 */
export class TrialUploads {
  #left: readonly (TypedAccount & LeftUpload)[] = [];

  note({ endpoint, accessKeyId }: TypedAccount, upload: LeftUpload): void {
    this.#left = [...this.#left, { endpoint, accessKeyId, ...upload }];
  }

  /** Hands the uploads that were begun with these keys at this endpoint to the engine. */
  async handOver(
    { id, endpoint }: Pick<Account, 'id' | 'endpoint'>,
    accessKeyId: string | undefined,
    engine: Pick<Engine, 'abortLater'>,
  ): Promise<void> {
    const isOwn = (one: TypedAccount) =>
      one.endpoint === endpoint && one.accessKeyId === accessKeyId;
    const own = this.#left.filter(isOwn);
    this.#left = this.#left.filter((one) => !isOwn(one));
    for (const { bucket, key, uploadId } of own) {
      await engine.abortLater({ accountId: id, bucket, key }, uploadId);
    }
  }
}
