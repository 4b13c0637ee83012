import type { Batch, Transfer } from '../../../shared/transfer.ts';
import type { TransferEvent } from '../../../shared/transfer-state.ts';
import { Interruption, type InterruptionCause } from './interruption.ts';
import type { ClaimedTransfer } from '../ports/transfer-store.ts';
import type { RunningBytes } from '../progress/running-bytes.ts';
import type { Slots } from '../limits/slots.ts';

/** A transfer that runs now. */
export interface ActiveRun {
  readonly claimed: ClaimedTransfer;
  readonly batch: Batch;
  readonly bytes: RunningBytes;
  readonly fileSlots: Slots;
  readonly controller: AbortController;
  /** The row with its current state, for subscribers. */
  transfer: Transfer;
  /** False once only the last write is outstanding: the slot in the lane is free again. */
  sending: boolean;
  /** See `UploadRun.damagedEtag`. */
  damagedEtag: string | undefined;
  /** The size that `UploadRun.bodyBroke` reported. */
  brokenBody: number | undefined;
  /** True between an intent and the write of its uploadId to disk. */
  initiating: boolean;
  /** The event of its last write, set once that write is on disk. */
  endedAs: TransferEvent['type'] | undefined;
  /** Resolves when its last write is on disk. */
  ended: Promise<void>;
}

/** The cause of an interruption; `undefined` when the run was not interrupted. */
export function interruptionOf(run: ActiveRun): InterruptionCause | undefined {
  const { signal } = run.controller;
  if (!signal.aborted) return undefined;
  return signal.reason instanceof Interruption ? signal.reason.why : 'stop';
}
