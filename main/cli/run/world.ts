import type { Readable, Writable } from 'node:stream';
import type { LinkedObject, LinkWish, ObjectLink } from '../../../shared/account/object-links.ts';
import type { QueueRecovery } from '../../../shared/queue-recovery.ts';
import type { ProxySettings, Settings } from '../../../shared/settings.ts';
import type { Account, Transfer } from '../../../shared/transfer.ts';
import type { TakenOver } from '../../../shared/upload/taken-over.ts';
import type { DiagnoseOptions } from '../../doctor/diagnose.ts';
import type { AddBlob, Engine } from '../../engine/api.ts';
import type { HandOver, HandOverResult, TransferStore } from '../../engine/ports/transfer-store.ts';
import type { Log } from '../../engine/ports/system.ts';
import type { LeftOut } from '../../../shared/upload/name-pattern.ts';
import type { TransferQueries } from '../../engine/ports/transfer-queries.ts';
import type { InputKind } from '../arguments/standard-input.ts';
import type { OtherQueue } from '../session/other-queues.ts';

/** A stream for text. A terminal sets `isTTY` and knows its width. */
export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** The source of answers and of standard input. */
export type Input = Readable & { readonly isTTY?: boolean };

export type ProcessEnvironment = Readonly<Record<string, string | undefined>>;

/** The queue operations of commands, on disk or in the Ferry that works on the queue. */
export type Queue = Pick<
  TransferStore & TransferQueries,
  | 'batch'
  | 'batches'
  | 'cleanupBacklog'
  | 'counters'
  | 'details'
  | 'failures'
  | 'page'
  | 'remove'
  | 'standing'
  | 'transfers'
> &
  HandOver & { readonly recovery?: QueueRecovery };

/** The queue on disk, on which no engine works. */
export type IdleQueue = Queue & Pick<TransferStore, 'applyToAll' | 'close' | 'recover'>;

/** The engine operations of commands, on their own engine or on that of the running Ferry. */
export type CommandEngine = Pick<
  Engine,
  | 'abortUnfinished'
  | 'add'
  | 'addBlob'
  | 'answerConflicts'
  | 'cancel'
  | 'changeKey'
  | 'pause'
  | 'probe'
  | 'resume'
  | 'retry'
  | 'saveAccount'
  | 'settled'
  | 'start'
  | 'stop'
  | 'subscribe'
  | 'takeAll'
  | 'unfinishedUploads'
> & {
  /** What a batch has taken over from other batches. */
  takenOver(batchId: number): TakenOver | Promise<TakenOver>;
  /** Files that the patterns of a batch excluded. */
  leftOut(batchId: number): readonly LeftOut[] | Promise<readonly LeftOut[]>;
  /** Total bytes a second, for now and for later runs; `null` means no limit. */
  setLimit(bandwidthLimit: number | null): Promise<unknown>;
};

/** The queue of a command's own engine. */
export type OwnQueue = Queue & Pick<TransferStore, 'finishRoot' | 'unfinishedRoots'>;

interface FerryParts {
  readonly engine: CommandEngine;
  /** The folder that holds bytes without a path until their upload. */
  readonly spoolFolder: string;
  /** Batches that other commands have handed over to this engine. */
  readonly handedOver: ReadonlySet<number>;
  /** Stops the engine if this command owns it, then closes everything in order. */
  close(): Promise<void>;
}

/** An engine with the queue it works on. */
export type CliFerry = FerryParts &
  (
    | { readonly joined: false; readonly store: OwnQueue }
    /** The engine runs in another process, which continues when this command ends. */
    | { readonly joined: true; readonly store: Queue }
  );

export interface JoinFerry {
  readonly databaseFile: string;
  readonly environment: ProcessEnvironment;
  /** Progress and `settled` cover only the rows that this command adds or takes. */
  readonly ownRowsOnly: boolean;
}

export interface OpenFerry {
  readonly databaseFile: string;
  readonly environment: ProcessEnvironment;
  /** Settings that apply to this run only. */
  readonly settings: Partial<Settings>;
  readonly log?: Log;
  /** Only does clean-ups: takes no row from the queue and reads no folder. */
  readonly cleanUpsOnly?: boolean;
}

/** The checks of `ferry doctor`. */
export interface CliDiagnosis extends DiagnoseOptions {
  /** Absent: the proxy of the environment. */
  readonly proxy?: ProxySettings;
}

/** The links of `ferry links`. */
export interface CliLinks {
  readonly account: Account;
  readonly objects: readonly LinkedObject[];
  readonly wish: LinkWish;
  readonly signal: AbortSignal;
  /** Absent: the proxy of the environment. */
  readonly proxy?: ProxySettings;
}

export interface OpenObjectComparison {
  readonly account: Account;
  /** Absent: the proxy of the environment. */
  readonly proxy?: ProxySettings;
}

/** Compares files with their objects by size and CRC-64. */
export interface ObjectComparison {
  /**
   * Reads the whole file. @throws TransferError `source-*`, `not-comparable` without a CRC-64 of the
   * object, and what HEAD throws; the signal's reason when aborted.
   */
  compare(row: Transfer, signal: AbortSignal): Promise<HandOverResult>;
  close(): Promise<void>;
}

/** The surroundings of the command line. Tests replace them by a fake. */
export interface World {
  readonly environment: ProcessEnvironment;
  readonly workingDirectory: string;
  readonly stdin: Input;
  /** The kind of standard input, which no command has read yet. */
  inputKind(): InputKind;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Milliseconds of a monotonic clock. */
  readonly monotonic: () => number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  openFerry(options: OpenFerry): Promise<CliFerry>;
  /** The Ferry that already works on a queue; `undefined` when no Ferry responds. */
  joinFerry(options: JoinFerry): Promise<CliFerry | undefined>;
  openQueue(databaseFile: string): Promise<IdleQueue>;
  /** A temporary copy of a queue that another process works on, for reading. */
  copyQueue(databaseFile: string): Promise<IdleQueue>;
  /** The other queues of this user, without the one at `databaseFile`. */
  otherQueues(databaseFile: string): Promise<readonly OtherQueue[]>;
  /**
   * Copies `bytes` into a new spool file in `folder`, which from then on belongs to the engine.
   *
   * @throws TransferError `source-unreadable` when reading fails, `disk-full`.
   */
  writeSpool(folder: string, bytes: Input, signal: AbortSignal): Promise<AddBlob['spool']>;
  /** Checks an account and a destination; reports each result as soon as it is known. */
  diagnose(options: CliDiagnosis): Promise<void>;
  /** Makes links, in the order of the objects. @throws TransferError `credentials-*` */
  makeLinks(options: CliLinks): Promise<readonly ObjectLink[]>;
  openObjectComparison(options: OpenObjectComparison): Promise<ObjectComparison>;
  /** Calls `listener` on SIGINT, SIGTERM and SIGHUP. Returns a function that removes it. */
  onInterrupt(listener: () => void): () => void;
  /** Ends the process at once. */
  exit(code: number): never;
}
