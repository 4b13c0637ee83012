import type { Readable, Writable } from 'node:stream';
import type { QueueRecovery } from '../../../shared/queue-recovery.ts';
import type { Settings } from '../../../shared/settings.ts';
import type { TakenOver } from '../../../shared/taken-over.ts';
import type { AddBlob, Engine } from '../../engine/api.ts';
import type { Log } from '../../engine/ports/log.ts';
import type { LeftOut } from '../../../shared/name-pattern.ts';
import type { TransferQueries, TransferStore } from '../../engine/ports/transfer-store.ts';
import type { InputKind } from '../arguments/standard-input.ts';
import type { OtherQueue } from '../session/upload-owners.ts';

/** Where text goes. A terminal says so and knows its width. */
export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** Where answers and standard input come from. */
export type Input = Readable & { readonly isTTY?: boolean };

export type ProcessEnvironment = Readonly<Record<string, string | undefined>>;

/** What commands read and change of the queue, on disk or in the Ferry that works on it. */
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
> & { readonly recovery?: QueueRecovery };

/** The queue on disk, on which no engine works. */
export type IdleQueue = Queue & Pick<TransferStore, 'applyToAll' | 'close' | 'recover'>;

/** What commands ask of the engine, their own or that of the Ferry that works on the queue. */
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
  /** What a batch has taken over from others. */
  takenOver(batchId: number): TakenOver | Promise<TakenOver>;
  /** What the patterns of a batch have left out. */
  leftOut(batchId: number): readonly LeftOut[] | Promise<readonly LeftOut[]>;
  /** Bytes a second for everything, from now on and in later runs; `null` is no limit. */
  setLimit(bandwidthLimit: number | null): Promise<unknown>;
};

/** The queue of a command's own engine. */
export type OwnQueue = Queue & Pick<TransferStore, 'finishRoot' | 'unfinishedRoots'>;

interface FerryParts {
  readonly engine: CommandEngine;
  /** Where bytes without a path lie until they are uploaded. */
  readonly spoolFolder: string;
  /** Batches that other commands have handed over to this engine. */
  readonly handedOver: ReadonlySet<number>;
  /** Stops the engine if it is this command's, then closes everything in order. */
  close(): Promise<void>;
}

/** An engine with the queue it works on. */
export type CliFerry = FerryParts &
  (
    | { readonly joined: false; readonly store: OwnQueue }
    /** It runs in another process, which goes on when this command ends. */
    | { readonly joined: true; readonly store: Queue }
  );

export interface JoinFerry {
  readonly databaseFile: string;
  readonly environment: ProcessEnvironment;
  /** Progress and `settled` are about what this command adds and takes, and nothing else. */
  readonly ownRowsOnly: boolean;
}

export interface OpenFerry {
  readonly databaseFile: string;
  readonly environment: ProcessEnvironment;
  /** Settings that hold for this run only. */
  readonly settings: Partial<Settings>;
  readonly log?: Log;
  /** Only clean-ups are done: no row is taken from the queue and no folder is read. */
  readonly cleanUpsOnly?: boolean;
}

/** Everything the command line knows of its surroundings. Tests put a made-up one here. */
export interface World {
  readonly environment: ProcessEnvironment;
  readonly workingDirectory: string;
  readonly stdin: Input;
  /** What stands at standard input, which is read by nobody yet. */
  inputKind(): InputKind;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Milliseconds that never jump. */
  readonly monotonic: () => number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  openFerry(options: OpenFerry): Promise<CliFerry>;
  /** The Ferry that works on a queue already; `undefined` when none answers. */
  joinFerry(options: JoinFerry): Promise<CliFerry | undefined>;
  openQueue(databaseFile: string): Promise<IdleQueue>;
  /** A copy of a queue that another process works on, to be read and thrown away. */
  copyQueue(databaseFile: string): Promise<IdleQueue>;
  /** Queues of this user's other Ferrys, the one at `databaseFile` left out. */
  otherQueues(databaseFile: string): Promise<readonly OtherQueue[]>;
  /**
   * Copies `bytes` into a new spool file in `folder`, which from then on belongs to the engine.
   *
   * @throws TransferError `source-unreadable` when reading fails, `disk-full`.
   */
  writeSpool(folder: string, bytes: Input, signal: AbortSignal): Promise<AddBlob['spool']>;
  /** Calls `listener` on SIGINT, SIGTERM and SIGHUP. Returns the undo. */
  onInterrupt(listener: () => void): () => void;
  /** Ends the process at once. */
  exit(code: number): never;
}
