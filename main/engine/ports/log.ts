import type { ErrorRecord } from '../../../shared/errors.ts';

/**
 * One line of the log: a closed list of typed fields without free text. A field that is not listed
 * here cannot be logged, so a secret cannot be logged either.
 */
export interface LogEntry {
  readonly event: LogEvent;
  readonly transferId?: number;
  readonly batchId?: number;
  readonly partNumber?: number;
  readonly bytes?: number;
  readonly count?: number;
  readonly milliseconds?: number;
  readonly error?: ErrorRecord;
}

type LogEvent =
  | 'engine-started'
  | 'engine-stopped'
  | 'engine-failed'
  | 'scan-finished'
  | 'scan-resumed'
  | 'transfer-started'
  | 'transfer-resumed'
  | 'transfer-finished'
  | 'transfer-waits'
  | 'transfer-failed'
  | 'attempt-failed'
  | 'part-repeated'
  | 'upload-restarted'
  | 'upload-aborted'
  | 'orphan-aborted'
  | 'clock-corrected'
  | 'went-offline'
  | 'came-online'
  | 'connections-stalled'
  | 'source-returned'
  | 'account-stopped'
  | 'queue-not-noted'
  | 'control-unavailable';

export interface Log {
  write(level: 'info' | 'warning' | 'error', entry: LogEntry): void;
}
