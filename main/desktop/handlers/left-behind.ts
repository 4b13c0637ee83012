import { dataAddressOf } from '../../../shared/account/data-address.ts';
import type { Diagnosis } from '../../../shared/account/diagnosis.ts';
import type { Account } from '../../../shared/transfer.ts';
import type { Engine } from '../../engine/api.ts';

interface LeftBehind {
  readonly endpoint: string;
  readonly bucket: string;
  readonly key: string;
  readonly uploadId: string;
}

/**
 * The trial uploads that OSS did not let the keys abort. Their account may be saved later; then the
 * list of clean-ups gets them.
 */
export class TrialUploads {
  #left: readonly LeftBehind[] = [];

  note(account: Account, bucket: string, diagnosis: Diagnosis): void {
    if (diagnosis.check !== 'rights' || diagnosis.outcome !== 'found') return;
    const { leftBehind } = diagnosis.facts;
    if (leftBehind === undefined) return;
    const { endpoint } = dataAddressOf(account, bucket);
    this.#left = [...this.#left, { endpoint, bucket, ...leftBehind }];
  }

  /** Hands the uploads of a saved account to the engine. */
  async handOver(account: Account, engine: Pick<Engine, 'abortLater'>): Promise<void> {
    const isOwn = ({ endpoint, bucket }: LeftBehind) =>
      dataAddressOf(account, bucket).endpoint === endpoint;
    const own = this.#left.filter(isOwn);
    this.#left = this.#left.filter((one) => !isOwn(one));
    for (const { bucket, key, uploadId } of own) {
      await engine.abortLater({ accountId: account.id, bucket, key }, uploadId);
    }
  }
}
