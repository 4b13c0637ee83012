import { assertNever } from '../../../shared/assert-never.ts';
import type { ErrorRecord } from '../../../shared/errors.ts';
import type { SourceIdentity, SourcePath, TransferSource } from '../../../shared/transfer.ts';
import { objectKeyError, objectKeyFor } from './object-key.ts';
import { laneFor, sizeError } from './plan-upload.ts';
import type { ScanEntry } from '../ports/source-files.ts';
import type { NewTransfer } from '../ports/transfer-store.ts';

/**
 * Converts an entry of a scan into a row of the queue.
 *
 * @param key of its object; by default the prefix and its relative path
 */
export function transferFromEntry(
  entry: ScanEntry,
  prefix: string,
  multipartThreshold: number,
  key = objectKeyFor(prefix, entry.relativePath),
): NewTransfer {
  const file: TransferSource = { kind: 'file', path: entry.path };
  switch (entry.kind) {
    case 'file':
      return contentTransfer(file, key, entry.relativePath, entry.identity, multipartThreshold);
    case 'empty-folder': {
      const source: TransferSource = { kind: 'folder-marker', path: entry.path };
      const marker = key.endsWith('/') ? key : `${key}/`;
      return withoutContent(source, marker, entry.relativePath, stateFor(objectKeyError(marker)));
    }
    case 'skipped':
      return withoutContent(file, key, entry.relativePath, {
        name: 'skipped',
        reason: entry.reason,
      });
    case 'refused':
      return withoutContent(file, key, entry.relativePath, stateFor(entry.error));
    default:
      return assertNever(entry, 'scan entry');
  }
}

/**
 * Converts a file or a blob into a row of the queue. A name or size that OSS would refuse fails
 * here.
 */
export function contentTransfer(
  source: TransferSource,
  key: string,
  relativePath: string,
  identity: SourceIdentity,
  multipartThreshold: number,
): NewTransfer {
  const { size } = identity;
  return {
    key,
    source,
    relativePath,
    size,
    lane: laneFor(size, multipartThreshold),
    identity,
    state: stateFor(objectKeyError(key) ?? sizeError(size)),
  };
}

/** A row for a file of the batch that is made again, which is no longer there. */
export function transferOfGone(path: SourcePath, key: string, relativePath: string): NewTransfer {
  const source: TransferSource = { kind: 'file', path };
  return withoutContent(source, key, relativePath, { name: 'skipped', reason: 'gone' });
}

function withoutContent(
  source: TransferSource,
  key: string,
  relativePath: string,
  state: NewTransfer['state'],
): NewTransfer {
  return { key, source, relativePath, size: 0, lane: 'small', state };
}

function stateFor(error: ErrorRecord | undefined): NewTransfer['state'] {
  return error === undefined ? { name: 'queued' } : { name: 'failed', error };
}
