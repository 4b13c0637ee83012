import type { Addressing, ObjectResult, ServiceAddress, Transfer } from '../transfer.ts';
import type { ErrorRecord } from '../errors.ts';
import type { StateName } from '../transfer-state.ts';
import type { Preferences } from '../preferences.ts';

/** A row of the table. Local paths stay in the main process; the window sees the relative path. */
export interface TransferLine extends Omit<Transfer, 'source'> {
  /** Bytes of finished parts plus bytes in flight; never more than the size. */
  readonly bytesShown: number;
  /** Bytes a second; 0 unless uploading. */
  readonly speed: number;
  readonly secondsLeft?: number;
  /**
   * Parts in flight, as [number, bytes that left this computer]. Present only while the row runs.
   */
  readonly partsMoving?: readonly (readonly [number, number])[];
}

export interface TransferDetailsView extends TransferLine {
  readonly destinationUrl: string;
  readonly uploadId?: string;
  readonly partSize?: number;
  /** Numbers of stored parts, ascending, as [first, last] ranges: compact even for 10,000 parts. */
  readonly storedParts: readonly (readonly [number, number])[];
  readonly partCount: number;
  readonly result?: ObjectResult;
  readonly attemptsMade: readonly { readonly at: number; readonly error: ErrorRecord }[];
}

/** An object as OSS has it now. Times in milliseconds since 1970. */
export interface ObjectStatus {
  readonly size: number;
  /** When the object was written. */
  readonly lastModified: number;
  /** The modification time of the file, from the metadata `mtime`; absent without it. */
  readonly modified?: number;
}

/** The counts behind "42 exist: 30 identical, 12 differ". */
export interface ConflictPreview {
  /** Files of the batch that wait for a conflict answer. */
  readonly total: number;
  /** Files of the batch that were identical to their objects, so that no question was needed. */
  readonly passedOver: number;
  /** Number of waiting files that were compared for the next three numbers. */
  readonly compared: number;
  readonly identical: number;
  readonly differ: number;
  /** Number of files that could not be compared: HEAD is not permitted, or OSS sent no CRC-64. */
  readonly unknown: number;
  readonly examples: readonly {
    readonly id: number;
    readonly relativePath: string;
    readonly key: string;
    readonly localSize: number;
    readonly localModified: number;
    readonly remoteSize?: number;
    readonly remoteModified?: number;
    readonly identical?: boolean;
  }[];
}

/** An account without its secrets. */
export interface AccountView {
  readonly id: string;
  readonly name: string;
  readonly endpoint: string;
  readonly region: string;
  readonly addressing: Addressing;
  /** By bucket: where its data goes when that is not `endpoint`. */
  readonly dataAddresses?: Readonly<Record<string, ServiceAddress>>;
  readonly sandbox: boolean;
  /** Whether keys are stored, held in memory until the app quits, or missing. */
  readonly secrets: 'stored' | 'in-memory' | 'missing';
  /** The last four characters of the AccessKey ID, to tell accounts apart. */
  readonly keyHint?: string;
}

export interface BucketList {
  readonly permitted: boolean;
  readonly buckets: readonly { readonly name: string; readonly region: string }[];
}

/** The answer of a command that the user can undo for ten seconds. */
export interface Undoable {
  /** Files that the command changes. */
  readonly files: number;
  /** For `transfers.undo`; absent when the command cannot be undone. */
  readonly undo?: number;
}

export interface PrefixList {
  readonly permitted: boolean;
  /** Full prefixes below the requested prefix, each ending in `/`. */
  readonly prefixes: readonly string[];
  readonly truncated: boolean;
}

export type ProxyTest =
  | { readonly ok: true; readonly milliseconds: number }
  | { readonly ok: false; readonly error: ErrorRecord };

export type ClipboardContent =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'files'; readonly count: number }
  | { readonly kind: 'image'; readonly suggestedName: string }
  | { readonly kind: 'text'; readonly suggestedName: string; readonly length: number };

/** `refused`: the system does not grant the shortcut, because another program has it. */
export type PasteShortcutState = 'off' | 'on' | 'refused';

/** `not-set-up`: this package has no update feed. `found`: a question follows when no bytes move. */
export type UpdateCheck = 'not-set-up' | 'newest' | 'found' | 'failed';

/** An upload that begins outside the page and has no known target. */
export type UploadRequest =
  { readonly kind: 'choose-files' } | { readonly kind: 'choose-folders' } | HandedOverRequest;

/** Files from outside the page. The main process keeps their `count` paths under `id`. */
export interface HandedOverRequest {
  readonly kind: 'handed-over';
  readonly id: string;
  readonly count: number;
}

/** A location inside the window. */
export type Route =
  | {
      readonly view: 'transfers';
      readonly states?: readonly StateName[];
      readonly batchId?: number;
      /** The upload for which the window asks the destination. */
      readonly ask?: UploadRequest;
    }
  | { readonly view: 'settings'; readonly section?: SettingsSection }
  | {
      readonly view: 'connect';
      readonly accountId?: string;
      /** An upload that waits until an account exists. */
      readonly waiting?: HandedOverRequest;
    };

export type SettingsSection =
  'general' | 'transfers' | 'network' | 'notifications' | 'accounts' | 'advanced';

/** Facts for the first frame; available before the database is open. */
export interface AppInfo {
  readonly version: string;
  readonly platform: 'darwin' | 'win32' | 'linux';
  /** The system's language, limited to the languages of Ferry. */
  readonly systemLanguage: 'en' | 'zh-CN';
  readonly preferences: Preferences;
  /** Where this computer can keep secrets. */
  readonly secretStorage: 'keychain' | 'plain-file' | 'unavailable';
}
