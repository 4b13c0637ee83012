import type { ConnectionStep } from '../connection-steps.ts';
import type { EngineState } from '../engine-state.ts';
import type { ErrorRecord } from '../errors.ts';
import type { StateName, WaitReason } from '../transfer-state.ts';
import type { Addressing, Batch, ObjectResult, Tally, Transfer } from '../transfer.ts';
import type { Preferences } from '../preferences.ts';

/** A row of the table. Paths of this computer stay in main; the window sees what was added. */
export interface TransferLine extends Omit<Transfer, 'source'> {
  readonly sourceKind: Transfer['source']['kind'];
  /** Bytes of finished parts plus what is on the way; never more than the size. */
  readonly bytesShown: number;
  /** Bytes a second; 0 unless uploading. */
  readonly speed: number;
  readonly secondsLeft?: number;
  /** Parts on the way, as [number, bytes that left this computer]. Absent unless it runs. */
  readonly partsMoving?: readonly (readonly [number, number])[];
}

export interface TransferPageView {
  readonly rows: readonly TransferLine[];
  readonly total: number;
}

export interface CountersView {
  readonly states: Readonly<Record<StateName, Tally>>;
  readonly bytesSent: number;
}

/** At most ten a second. The window drops what is not newer than what it has. */
export interface ProgressView {
  readonly revision: number;
  readonly engine: EngineState;
  readonly counters: CountersView;
  readonly speed: number;
  readonly secondsLeft?: number;
  /** Rows among those the window watches, or that run. */
  readonly changed: readonly TransferLine[];
  /** Many rows moved: ask for the page again. */
  readonly refresh: boolean;
  readonly blocked: readonly {
    readonly accountId: string;
    readonly why: Extract<WaitReason, 'offline' | 'credentials' | 'proxy' | 'certificate'>;
    readonly error: ErrorRecord;
  }[];
  readonly scanning: number;
  readonly diskFull: boolean;
}

export interface TransferDetailsView extends TransferLine {
  readonly destinationUrl: string;
  readonly uploadId?: string;
  readonly partSize?: number;
  /** Numbers of stored parts, ascending, as [first, last] ranges: 10,000 parts stay small. */
  readonly storedParts: readonly (readonly [number, number])[];
  readonly partCount: number;
  readonly result?: ObjectResult;
  readonly attemptsMade: readonly { readonly at: number; readonly error: ErrorRecord }[];
}

export interface BatchView extends Batch {
  readonly counters: CountersView;
  readonly accountName: string;
}

export interface FailureView {
  readonly code: ErrorRecord['code'];
  readonly files: number;
  readonly bytes: number;
  readonly example: {
    readonly id: number;
    readonly relativePath: string;
    readonly error: ErrorRecord;
  };
}

/** "42 exist: 30 identical, 12 differ". */
export interface ConflictPreview {
  /** Files of the batch that wait for the answer. */
  readonly total: number;
  /** Files of the batch whose objects were identical, so that there was nothing to ask. */
  readonly passedOver: number;
  /** How many of those that wait were compared for the next three numbers. */
  readonly compared: number;
  readonly identical: number;
  readonly differ: number;
  /** Could not be compared: HEAD is not permitted, or OSS sent no CRC-64. */
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
  readonly sandbox: boolean;
  /** Keys are stored, or only held until the app quits, or absent. */
  readonly secrets: 'stored' | 'in-memory' | 'missing';
  /** The last four characters of the AccessKey ID, to tell accounts apart. */
  readonly keyHint?: string;
}

export interface BucketList {
  readonly permitted: boolean;
  readonly buckets: readonly { readonly name: string; readonly region: string }[];
}

export interface PrefixList {
  readonly permitted: boolean;
  /** Full prefixes below the one asked for, each ending in `/`. */
  readonly prefixes: readonly string[];
  readonly truncated: boolean;
}

/** Each step in order; the first that failed ends the list. */
export interface ConnectionTest {
  readonly steps: readonly {
    readonly step: ConnectionStep;
    readonly error?: ErrorRecord;
  }[];
}

export type ProxyTest =
  | { readonly ok: true; readonly milliseconds: number }
  | { readonly ok: false; readonly error: ErrorRecord };

export type ClipboardContent =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'files'; readonly count: number }
  | { readonly kind: 'image'; readonly suggestedName: string }
  | { readonly kind: 'text'; readonly suggestedName: string; readonly length: number };

/** An upload that begins outside the page and whose target is not known. */
export type UploadRequest =
  { readonly kind: 'choose-files' } | { readonly kind: 'choose-folders' } | HandedOverRequest;

/** Files that came from outside the page. Main keeps the paths under `id`; `count` of them. */
export interface HandedOverRequest {
  readonly kind: 'handed-over';
  readonly id: string;
  readonly count: number;
}

/** A place inside the window. */
export type Route =
  | {
      readonly view: 'transfers';
      readonly states?: readonly StateName[];
      readonly batchId?: number;
      /** Asks where it goes. */
      readonly ask?: UploadRequest;
    }
  | { readonly view: 'settings'; readonly section?: SettingsSection }
  | {
      readonly view: 'connect';
      readonly accountId?: string;
      /** Waits until there is an account that it can go to. */
      readonly waiting?: HandedOverRequest;
    };

export type SettingsSection =
  'general' | 'transfers' | 'network' | 'notifications' | 'accounts' | 'advanced';

/** What the first frame needs; answered before the database is open. */
export interface AppInfo {
  readonly version: string;
  readonly platform: 'darwin' | 'win32' | 'linux';
  /** The system's language as far as Ferry speaks it. */
  readonly systemLanguage: 'en' | 'zh-CN';
  readonly preferences: Preferences;
  /** Where secrets can be kept on this computer. */
  readonly secretStorage: 'keychain' | 'plain-file' | 'unavailable';
}
