import type { ErrorRecord } from '../../../shared/errors.ts';

/**
 * One line of the log. A closed list of typed fields and no free text: what is not named here
 * cannot be logged, so neither can a secret.
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

export type LogEvent =
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
  | 'source-returned'
  | 'account-stopped'
  | 'queue-not-noted'
  | 'control-unavailable';

export interface Log {
  write(level: 'info' | 'warning' | 'error', entry: LogEntry): void;
}
