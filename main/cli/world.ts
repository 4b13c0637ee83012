import type { Readable, Writable } from 'node:stream';
import type { QueueRecovery } from '../../shared/queue-recovery.ts';
import type { Settings } from '../../shared/settings.ts';
import type { AddBlob, Engine } from '../engine/face.ts';
import type { Log } from '../engine/ports/log.ts';
import type { TransferQueries, TransferStore } from '../engine/ports/transfer-store.ts';
import type { InputKind } from './standard-input.ts';
import type { OtherQueue } from './upload-owners.ts';

/** Where text goes. A terminal says so and knows its width. */
export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** Where answers and standard input come from. */
export type Input = Readable & { readonly isTTY?: boolean };

export type Environment = Readonly<Record<string, string | undefined>>;

/** The queue on disk, without an engine. */
export type Queue = TransferStore & TransferQueries & { readonly recovery?: QueueRecovery };

/** An engine with the queue it works on. */
export interface Ferry {
  readonly engine: Engine;
  readonly store: Queue;
  /** Stops the engine if that has not happened, then closes everything in order. */
  close(): Promise<void>;
}

export interface OpenFerry {
  readonly databaseFile: string;
  readonly environment: Environment;
  /** Settings that hold for this run only. */
  readonly settings: Partial<Settings>;
  readonly log?: Log;
  /** Only clean-ups are done: no row is taken from the queue and no folder is read. */
  readonly cleanUpsOnly?: boolean;
}

/** Everything the command line knows of its surroundings. Tests put a made-up one here. */
export interface World {
  readonly environment: Environment;
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
  openFerry(options: OpenFerry): Promise<Ferry>;
  openQueue(databaseFile: string): Promise<Queue>;
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
