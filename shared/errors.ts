/**
 * Everything that can go wrong with a transfer, named once.
 *
 * An error is classified where it enters Ferry (the OSS adapter, the file adapter, the store) and
 * from then on is only looked at through its code. The words people read are chosen from the code
 * by the window and the command line, never from a message text.
 */

/**
 * What the engine does about an error.
 *
 * - `now`: try again after a short back-off; costs one attempt of the budget.
 * - `later`: wait for a condition (network, credentials, disk …); costs nothing.
 * - `never`: only a person can help; the transfer fails and stays visible.
 */
export type RetryAdvice = 'now' | 'later' | 'never';

/** How far an error reaches: one transfer, all transfers of its account, or the whole queue. */
export type ErrorScope = 'transfer' | 'account' | 'queue';

interface ErrorKind {
  readonly retry: RetryAdvice;
  readonly scope: ErrorScope;
}

const kinds = {
  // The network between us and OSS.
  offline: { retry: 'later', scope: 'account' },
  'connection-lost': { retry: 'now', scope: 'transfer' },
  'no-progress': { retry: 'now', scope: 'transfer' },
  'unexpected-answer': { retry: 'now', scope: 'transfer' },
  'certificate-rejected': { retry: 'never', scope: 'account' },
  'proxy-authentication': { retry: 'later', scope: 'account' },
  'redirect-refused': { retry: 'never', scope: 'transfer' },
  // OSS said no.
  'server-busy': { retry: 'now', scope: 'account' },
  'server-error': { retry: 'now', scope: 'transfer' },
  'clock-skewed': { retry: 'now', scope: 'account' },
  'credentials-expired': { retry: 'later', scope: 'account' },
  'credentials-missing': { retry: 'later', scope: 'account' },
  'credentials-rejected': { retry: 'never', scope: 'account' },
  'access-denied': { retry: 'never', scope: 'transfer' },
  'bucket-missing': { retry: 'never', scope: 'transfer' },
  'upload-missing': { retry: 'now', scope: 'transfer' },
  'part-rejected': { retry: 'now', scope: 'transfer' },
  'object-missing': { retry: 'never', scope: 'transfer' },
  'object-exists': { retry: 'never', scope: 'transfer' },
  'not-comparable': { retry: 'never', scope: 'transfer' },
  'request-refused': { retry: 'never', scope: 'transfer' },
  // Integrity.
  'corrupted-on-the-way': { retry: 'now', scope: 'transfer' },
  'object-differs': { retry: 'never', scope: 'transfer' },
  unconfirmed: { retry: 'never', scope: 'transfer' },
  // The source.
  'source-changed': { retry: 'never', scope: 'transfer' },
  'source-missing': { retry: 'never', scope: 'transfer' },
  'source-unreadable': { retry: 'never', scope: 'transfer' },
  'source-in-use': { retry: 'later', scope: 'transfer' },
  'source-unavailable': { retry: 'later', scope: 'transfer' },
  // Planning.
  'name-not-text': { retry: 'never', scope: 'transfer' },
  'key-invalid': { retry: 'never', scope: 'transfer' },
  'key-collision': { retry: 'never', scope: 'transfer' },
  'size-refused': { retry: 'never', scope: 'transfer' },
  'options-invalid': { retry: 'never', scope: 'transfer' },
  // This computer.
  'disk-full': { retry: 'later', scope: 'queue' },
  'database-locked': { retry: 'never', scope: 'queue' },
  'database-newer': { retry: 'never', scope: 'queue' },
  'database-damaged': { retry: 'never', scope: 'queue' },
  'database-failed': { retry: 'never', scope: 'queue' },
  internal: { retry: 'never', scope: 'transfer' },
} as const satisfies Record<string, ErrorKind>;

/** The closed list of causes. Each has a sentence and a next step in every language. */
export type ErrorCode = keyof typeof kinds;

/** All codes, for validators, for the tests and for the completeness check of the translations. */
export const errorCodes: readonly ErrorCode[] = Object.keys(kinds) as ErrorCode[];

/** What the engine does about `code` when nobody says otherwise. */
export function retryAdvice(code: ErrorCode): RetryAdvice {
  return kinds[code].retry;
}

/** How far `code` reaches. */
export function errorScope(code: ErrorCode): ErrorScope {
  return kinds[code].scope;
}

/**
 * The facts of one error, as they are stored, logged and shown under "copy error".
 * No field may ever hold a secret, a signed URL or a request header.
 */
export interface ErrorRecord {
  readonly code: ErrorCode;
  /** Technical cause in English, one line, for the copyable details. */
  readonly detail?: string;
  /** `x-oss-request-id` of the answer that caused it. */
  readonly requestId?: string;
  /** OSS's own error code, such as `AccessDenied`. */
  readonly ossCode?: string;
  /** OSS's diagnosis code (`EC`), such as `0003-00000001`. */
  readonly ecCode?: string;
  /** HTTP status, when there was an answer. */
  readonly status?: number;
  /** The RAM action that the account lacks, such as `oss:PutObject`. */
  readonly missingAction?: string;
  /** Milliseconds the server asked us to stay away (`x-oss-qos-delay-time`, `Retry-After`). */
  readonly retryAfter?: number;
  /** How far this computer's clock is behind the server's, in milliseconds. */
  readonly clockOffset?: number;
  /** For planning errors: an object key that would be accepted. */
  readonly proposedKey?: string;
}

/** The one error class that crosses layers. Everything worth knowing is in `record`. */
export class TransferError extends Error {
  readonly record: ErrorRecord;

  constructor(record: ErrorRecord, options?: { cause?: unknown }) {
    super(record.detail ?? record.code, options);
    this.name = 'TransferError';
    this.record = record;
  }

  get code(): ErrorCode {
    return this.record.code;
  }
}

/**
 * The record of whatever was thrown. An error that nobody classified is a defect of ours and is
 * reported as `internal` instead of being retried blindly.
 */
export function toErrorRecord(thrown: unknown): ErrorRecord {
  if (thrown instanceof TransferError) return thrown.record;
  const detail = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return { code: 'internal', detail: detail.slice(0, 500) };
}
