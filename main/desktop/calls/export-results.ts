import type { Transfer } from '../../../shared/transfer.ts';

/** One file of a batch, as it is exported. */
interface ResultRow {
  readonly path: string;
  readonly bucket: string;
  readonly key: string;
  readonly size: number;
  readonly state: string;
  readonly reason: string;
  readonly requestId: string;
}

function resultRow(transfer: Transfer): ResultRow {
  const { relativePath: path, bucket, key, size, state } = transfer;
  const error = state.name === 'failed' || state.name === 'waiting' ? state.error : undefined;
  const reason =
    state.name === 'skipped'
      ? state.reason
      : state.name === 'done'
        ? `verified by ${state.verified}`
        : (error?.code ?? '');
  return { path, bucket, key, size, state: state.name, reason, requestId: error?.requestId ?? '' };
}

export const csvHeader = 'path,bucket,key,size,state,reason,requestId\r\n';

/**
 * A line of CSV (RFC 4180). Text that a spreadsheet would run as a formula gets a leading `'`. This
 * includes text after a semicolon, a tab or a line break, where spreadsheets of some locales begin
 * a new cell. It also includes the full-width form that Japanese spreadsheets accept.
 *
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
export function csvLine(transfer: Transfer): string {
  const cells = Object.values(resultRow(transfer)).map((value) => csvCell(String(value)));
  return `${cells.join(',')}\r\n`;
}

function csvCell(text: string): string {
  const safe = text.replace(/(?<=^|[;\t\r\n])(?=[=+\-@\t\r\n＝＋－＠])/g, "'");
  return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A line of JSON. */
export function jsonLine(transfer: Transfer): string {
  return JSON.stringify(resultRow(transfer));
}
