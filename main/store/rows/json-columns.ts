import { errorCodes, TransferError } from '../../../shared/errors.ts';
import type { ErrorRecord } from '../../../shared/errors.ts';
import type { SourceIdentity } from '../../../shared/transfer.ts';

/** Parses a JSON column; `undefined` when it is empty or not JSON. */
export function parseColumn(text: string | null): unknown {
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function hasTexts<Name extends string>(
  value: unknown,
  names: readonly Name[],
): value is Record<Name, string> {
  return (
    typeof value === 'object' &&
    value !== null &&
    names.every((name) => typeof (value as Record<string, unknown>)[name] === 'string')
  );
}

export function parseError(text: string | null): ErrorRecord | undefined {
  const value = parseColumn(text);
  if (!hasTexts(value, ['code'])) return undefined;
  return (errorCodes as readonly string[]).includes(value.code)
    ? (value as ErrorRecord)
    : undefined;
}

/** Formats with a fixed order of fields, so that equal identities are equal texts. */
export function formatIdentity(identity: SourceIdentity): string {
  const { device, inode, size, modified, changed } = identity;
  return JSON.stringify({ device, inode, size, modified, changed });
}

export function parseIdentity(text: string | null): SourceIdentity | undefined {
  const value = parseColumn(text);
  if (!hasTexts(value, ['device', 'inode', 'modified', 'changed'])) return undefined;
  return 'size' in value && Number.isSafeInteger(value.size)
    ? (value as SourceIdentity)
    : undefined;
}

/**
 * Parses a JSON column that has no substitute, such as the options of a batch. Sending a file
 * without its ACL would be worse than not sending it.
 *
 * @throws TransferError `database-damaged`
 */
export function requireColumn(text: string, what: string): object {
  const value = parseColumn(text);
  if (typeof value === 'object' && value !== null) return value;
  throw new TransferError({
    code: 'database-damaged',
    detail: `The stored ${what} cannot be read`,
  });
}
