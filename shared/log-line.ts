import { errorCodes } from './errors.ts';
import { printableJson } from './text/printable.ts';

type LogLevel = 'info' | 'warning' | 'error';

type FieldKind = 'number' | 'word' | 'text';

/** All fields that a line of the log can have. Other fields of an entry are left out. */
const entryFields: Readonly<Record<string, FieldKind>> = {
  event: 'word',
  transferId: 'number',
  batchId: 'number',
  partNumber: 'number',
  bytes: 'number',
  count: 'number',
  milliseconds: 'number',
};

/**
 * All fields of the error of an entry, besides its code. `proposedKey` is absent: it names a file.
 */
const errorFields: Readonly<Record<string, FieldKind>> = {
  detail: 'text',
  requestId: 'word',
  ossCode: 'word',
  ecCode: 'word',
  status: 'number',
  missingAction: 'word',
  retryAfter: 'number',
  clockOffset: 'number',
};

const longestText = 500;

/**
 * One line of the log as JSON that is harmless on a terminal. It has only the fields listed here,
 * even if an entry carries others at run time.
 *
 * @param time milliseconds since 1970
 */
export function logLine(time: number, level: LogLevel, entry: object): string {
  const fields = entry as Readonly<Record<string, unknown>>;
  const error = errorOf(fields['error']);
  const line = { time: new Date(time).toISOString(), level, ...pick(fields, entryFields) };
  return `${printableJson(error === undefined ? line : { ...line, error })}\n`;
}

function errorOf(value: unknown): object | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = value as Readonly<Record<string, unknown>>;
  const code = errorCodes.find((known) => known === fields['code']);
  if (code === undefined) return undefined;
  const { detail, ...facts } = pick(fields, errorFields);
  // A message of a server may repeat any part of the request; its codes carry enough information.
  return {
    code,
    ...(detail !== undefined && facts['ossCode'] === undefined && { detail }),
    ...facts,
  };
}

function pick(
  fields: Readonly<Record<string, unknown>>,
  kinds: Readonly<Record<string, FieldKind>>,
): Readonly<Record<string, string | number>> {
  const picked: Record<string, string | number> = {};
  for (const [name, kind] of Object.entries(kinds)) {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (kind === 'number' && typeof value === 'number') picked[name] = value;
    if (kind === 'word' && typeof value === 'string' && /^[\w:.-]{1,64}$/.test(value)) {
      picked[name] = value;
    }
    if (kind === 'text' && typeof value === 'string') picked[name] = value.slice(0, longestText);
  }
  return picked;
}
