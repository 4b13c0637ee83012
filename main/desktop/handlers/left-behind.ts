import type { LeftUpload } from '../../../shared/account/diagnosis.ts';
import type { Account } from '../../../shared/transfer.ts';
import type { Engine } from '../../engine/api.ts';

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
