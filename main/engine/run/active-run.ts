import type { Batch, Transfer } from '../../../shared/transfer.ts';
import type { TransferEvent } from '../../../shared/transfer-state.ts';
import { Interruption, type InterruptionCause } from './interruption.ts';
import { type AccountTrouble, accountTroubles } from '../conditions/judge-failure.ts';
import type { ClaimedTransfer } from '../ports/transfer-store.ts';
import type { RunningBytes } from '../progress/running-bytes.ts';
import type { Slots } from '../limits/slots.ts';
import type { AwaySource } from '../conditions/source-watch.ts';

/** A transfer that runs now. */
export interface ActiveRun {
  readonly claimed: ClaimedTransfer;
  readonly batch: Batch;
  readonly bytes: RunningBytes;
  readonly fileSlots: Slots;
  readonly controller: AbortController;
  /** The row with the state it is in now, for those who watch. */
  transfer: Transfer;
  /** False once only its last write is outstanding: its place in the lane is free again. */
  sending: boolean;
  /** As UploadRun.damagedEtag. */
  damagedEtag: string | undefined;
  /** As UploadRun.bodyBroke told. */
  brokenBody: number | undefined;
  /** Between an intent and its uploadId on disk. */
  initiating: boolean;
  /** What its last write, once on disk, did with the row. */
  endedAs: TransferEvent['type'] | undefined;
  /** Set when it ends because the disk of its file is gone. */
  away: AwaySource | undefined;
  /** Resolves when its last write is on disk. */
  ended: Promise<void>;
}

/** Why the run was interrupted; `undefined` when it was not. */
export function interruptionOf(run: ActiveRun): InterruptionCause | undefined {
  const { signal } = run.controller;
  if (!signal.aborted) return undefined;
  return signal.reason instanceof Interruption ? signal.reason.why : 'stop';
}

/** The trouble of its whole account that a row begins to wait for, if it does. */
export function accountTroubleOf(event: TransferEvent): AccountTrouble['why'] | undefined {
  if (event.type !== 'wait') return undefined;
  return accountTroubles.find((why) => why === event.why);
}
