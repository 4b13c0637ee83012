/**
 * All causes of a failed transfer, each with one name.
 *
 * An error is classified where it enters Ferry (the OSS adapter, the file adapter, the store).
 * After that, code reads only its error code. The window and the command line choose the user's
 * text from the code, never from a message text.
 */

/** Errors that the engine treats alike; the retry table has a row for each class. */
export type ErrorClass =
  /** OSS cannot be reached. */
  | 'offline'
  /** No response that certainly came from OSS: the request may have had its effect. */
  | 'connection'
  /** OSS asks for fewer requests. */
  | 'busy'
  /** OSS failed; the request may have had its effect. */
  | 'server'
  /** The request failed by chance and had no effect. */
  | 'passing'
  /** OSS and the checkpoint disagree about the upload or its parts. */
  | 'upload'
  | 'credentials'
  | 'proxy'
  | 'certificate'
  /** OSS takes no data of the account at this endpoint. */
  | 'public-endpoint'
  /** OSS does not serve the account. */
  | 'suspended'
  | 'denied'
  /** The object key is taken. */
  | 'exists'
  /** Another program holds the file. */
  | 'in-use'
  /** The volume of the file does not respond. */
  | 'volume'
  /** A disk of this computer is full. */
  | 'disk-full'
  /** Only a person can help. */
  | 'final';

const errorClasses = {
  // The network between Ferry and OSS.
  offline: 'offline',
  'connection-lost': 'connection',
  'no-progress': 'connection',
  'unexpected-answer': 'connection',
  'certificate-rejected': 'certificate',
  'certificate-expired': 'certificate',
  'certificate-name-differs': 'certificate',
  'proxy-authentication': 'proxy',
  'redirect-refused': 'final',
  // OSS refused the request.
  'server-busy': 'busy',
  'server-error': 'server',
  'clock-skewed': 'passing',
  'credentials-expired': 'credentials',
  'credentials-missing': 'credentials',
  'credentials-rejected': 'credentials',
  'access-denied': 'denied',
  'bucket-missing': 'final',
  'bucket-elsewhere': 'final',
  'domain-elsewhere': 'final',
  'public-endpoint-refused': 'public-endpoint',
  'account-suspended': 'suspended',
  'signature-version-refused': 'final',
  'public-access-blocked': 'final',
  'download-refused': 'final',
  'upload-missing': 'upload',
  'part-rejected': 'upload',
  'object-missing': 'final',
  'object-exists': 'exists',
  'object-immutable': 'exists',
  'overwrite-forbidden': 'final',
  'not-comparable': 'final',
  'request-refused': 'final',
  // Integrity.
  'corrupted-on-the-way': 'passing',
  'object-differs': 'final',
  unconfirmed: 'final',
  // The source.
  'source-changed': 'final',
  'source-missing': 'final',
  'source-unreadable': 'final',
  'source-in-use': 'in-use',
  'source-unavailable': 'volume',
  'source-read-failed': 'passing',
  'scan-failed': 'final',
  // Planning.
  'name-not-text': 'final',
  'key-invalid': 'final',
  'key-collision': 'final',
  'size-refused': 'final',
  'options-invalid': 'final',
  // This computer.
  'disk-full': 'disk-full',
  'spool-failed': 'final',
  'database-locked': 'final',
  'database-newer': 'final',
  'database-foreign': 'final',
  'database-damaged': 'final',
  'database-failed': 'final',
  // The main process does not support the request of the window.
  'call-refused': 'final',
  'call-too-large': 'final',
  'too-many-calls': 'final',
  internal: 'final',
} as const satisfies Record<string, ErrorClass>;

/** The closed list of error codes. Each has a sentence and a next step in every language. */
export type ErrorCode = keyof typeof errorClasses;

/** All error codes, for validators, tests and the completeness check of the translations. */
export const errorCodes: readonly ErrorCode[] = Object.keys(errorClasses) as ErrorCode[];

export function errorClass(code: ErrorCode): ErrorClass {
  return errorClasses[code];
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
  /** The endpoint at which OSS expects the requests for this bucket. */
  readonly endpoint?: string;
  /** How far this computer's clock is behind the server's, in milliseconds. */
  readonly clockOffset?: number;
  /**
   * Ferry closed the connection because it was dead: this computer lost its address, or the network
   * lost its packets. The attempt does not count.
   */
  readonly wasDead?: true;
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
