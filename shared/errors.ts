/**
 * All causes of a failed transfer, each with one name.
 *
 * An error is classified where it enters Ferry (the OSS adapter, the file adapter, the store).
 * After that, code reads only its error code. The window and the command line choose the user's
 * text from the code, never from a message text.
 */

/**
 * What the engine does about an error.
 *
 * - `now`: retry after a short back-off; costs one attempt of the budget.
 * - `later`: wait for a condition (network, credentials, disk …); costs no attempt.
 * - `never`: only a person can help; the transfer fails and stays visible.
 */
export type RetryAdvice = 'now' | 'later' | 'never';

const retryAdvices = {
  // The network between Ferry and OSS.
  offline: 'later',
  'connection-lost': 'now',
  'no-progress': 'now',
  'unexpected-answer': 'now',
  'certificate-rejected': 'never',
  'proxy-authentication': 'later',
  'redirect-refused': 'never',
  // OSS refused the request.
  'server-busy': 'now',
  'server-error': 'now',
  'clock-skewed': 'now',
  'credentials-expired': 'later',
  'credentials-missing': 'later',
  'credentials-rejected': 'never',
  'access-denied': 'never',
  'bucket-missing': 'never',
  'upload-missing': 'now',
  'part-rejected': 'now',
  'object-missing': 'never',
  'object-exists': 'never',
  'not-comparable': 'never',
  'request-refused': 'never',
  // Integrity.
  'corrupted-on-the-way': 'now',
  'object-differs': 'never',
  unconfirmed: 'never',
  // The source.
  'source-changed': 'never',
  'source-missing': 'never',
  'source-unreadable': 'never',
  'source-in-use': 'later',
  'source-unavailable': 'later',
  'source-read-failed': 'now',
  'scan-failed': 'never',
  // Planning.
  'name-not-text': 'never',
  'key-invalid': 'never',
  'key-collision': 'never',
  'size-refused': 'never',
  'options-invalid': 'never',
  // This computer.
  'disk-full': 'later',
  'spool-failed': 'never',
  'database-locked': 'never',
  'database-newer': 'never',
  'database-foreign': 'never',
  'database-damaged': 'never',
  'database-failed': 'never',
  // The main process does not support the request of the window.
  'call-refused': 'never',
  'call-too-large': 'never',
  'too-many-calls': 'never',
  internal: 'never',
} as const satisfies Record<string, RetryAdvice>;

/** The closed list of error codes. Each has a sentence and a next step in every language. */
export type ErrorCode = keyof typeof retryAdvices;

/** All error codes, for validators, tests and the completeness check of the translations. */
export const errorCodes: readonly ErrorCode[] = Object.keys(retryAdvices) as ErrorCode[];

/** The default retry advice for `code`. */
export function retryAdvice(code: ErrorCode): RetryAdvice {
  return retryAdvices[code];
}

/**
 * The facts of one error, as they are stored, logged and shown under "copy error".
 * No field may ever hold a secret, a signed URL or a request header.
 */
export interface ErrorRecord {
  readonly code: ErrorCode;
  /** Technical cause in English, one line, for the copyable details. */
  readonly detail?: string;
  /** `x-oss-request-id` of the response that caused it. */
  readonly requestId?: string;
  /** OSS's own error code, such as `AccessDenied`. */
  readonly ossCode?: string;
  /** OSS's diagnosis code (`EC`), such as `0003-00000001`. */
  readonly ecCode?: string;
  /** HTTP status; absent without a response. */
  readonly status?: number;
  /** The RAM action that the account lacks, such as `oss:PutObject`. */
  readonly missingAction?: string;
  /**
   * Milliseconds that the server demands before a retry (`x-oss-qos-delay-time`, `Retry-After`).
   */
  readonly retryAfter?: number;
  /** How far this computer's clock is behind the server's, in milliseconds. */
  readonly clockOffset?: number;
  /** The connection was closed because this computer lost the address that it used. */
  readonly addressLost?: true;
  /** Finished parts of the file are kept: a retry sends only the missing parts. */
  readonly partsKept?: true;
  /** For planning errors: an object key that OSS would accept. */
  readonly proposedKey?: string;
}

/** The only error class that crosses layers. `record` holds all facts. */
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
 * The record of any thrown value. An unclassified error is a defect of Ferry. It becomes `internal`
 * and is not retried blindly.
 */
export function toErrorRecord(thrown: unknown): ErrorRecord {
  if (thrown instanceof TransferError) return thrown.record;
  const detail = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return { code: 'internal', detail: detail.slice(0, 500) };
}
