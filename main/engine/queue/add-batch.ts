import { checkObjectOptions } from '../../../shared/upload/check-upload-options.ts';
import { type ErrorRecord, TransferError } from '../../../shared/errors.ts';
import type { Settings } from '../../../shared/settings.ts';
import type { Batch, SourcePath } from '../../../shared/transfer.ts';
import type { AddBlob, AddPaths, EnginePorts } from '../api.ts';
import { contentTransfer } from './plan-upload.ts';
import { objectKeyError, objectKeyFor } from './object-key.ts';
import type { NewBatch, NewTransfer } from '../ports/transfer-store.ts';

/** Adds rows to a batch, serialized with claims and commands. */
type AddRows = (batchId: number, rows: readonly NewTransfer[]) => Promise<void>;

/** Where the rows of a batch come from. */
interface RowSources {
  readonly addRows: AddRows;
  /** Starts to scan the roots. */
  readonly scan: (batch: Batch, roots: readonly SourcePath[]) => void;
}

/**
 * Adds files and folders. The rows come from a scan that continues afterwards. A single file with a
 * key of its own becomes a row at once.
 *
 * @throws TransferError `key-invalid` for a prefix or key that OSS would not keep, and the errors
 *   of opening a single file
 */
export async function addPaths(
  ports: EnginePorts,
  settings: Settings,
  request: AddPaths,
  { addRows, scan }: RowSources,
): Promise<Batch> {
  const { roots, key, scanOptions } = request;
  if (key !== undefined) return await addFileUnderKey(ports, settings, request, key, addRows);
  // A prefix is checked with a name after it: `a/` alone would be a legal key, but `/a` never is.
  refuse(objectKeyError(objectKeyFor(request.destination.prefix, 'name')));
  const batch = await ports.store.addBatch({
    ...newBatch(ports, request, request.name ?? nameOf(roots)),
    scanOptions,
    roots,
  });
  scan(batch, roots);
  return batch;
}

async function addFileUnderKey(
  ports: EnginePorts,
  settings: Settings,
  request: AddPaths,
  key: string,
  addRows: AddRows,
): Promise<Batch> {
  refuse(objectKeyError(key));
  const [path] = request.roots;
  if (path === undefined || request.roots.length > 1) {
    throw new TransferError({ code: 'key-invalid', detail: 'One object key fits one file.' });
  }
  const handle = await ports.files.open(path);
  const identity = await handle.identity().finally(() => handle.close());
  const name = lastName(path);
  const batch = await ports.store.addBatch(newBatch(ports, request, request.name ?? name));
  const source = { kind: 'file' as const, path };
  const row = contentTransfer(source, key, name, identity, settings.multipartThreshold);
  await addRows(batch.id, [row]);
  return batch;
}

/** Adds the bytes of a spool file. */
export async function addBlob(
  ports: EnginePorts,
  settings: Settings,
  request: AddBlob,
  addRows: AddRows,
): Promise<Batch> {
  const { blobName, spool, destination } = request;
  const key = objectKeyFor(destination.prefix, blobName);
  refuse(objectKeyError(key));
  const fresh = newBatch(ports, request, request.name ?? blobName);
  const batch = (await joinedBatch(ports, request)) ?? (await ports.store.addBatch(fresh));
  const source = { kind: 'blob' as const, path: spool.path, name: blobName };
  const row = contentTransfer(source, key, blobName, spool.identity, settings.multipartThreshold);
  await addRows(batch.id, [row]);
  return batch;
}

async function joinedBatch(
  { store }: EnginePorts,
  { batchId, destination }: AddBlob,
): Promise<Batch | undefined> {
  const batch = batchId === undefined ? undefined : await store.batch(batchId);
  if (batch === undefined) return undefined;
  const { accountId, bucket, prefix } = batch.destination;
  const isSame =
    accountId === destination.accountId &&
    bucket === destination.bucket &&
    prefix === destination.prefix;
  return isSame ? batch : undefined;
}

/** @throws TransferError `options-invalid`: one error now replaces a later failure of each file. */
function newBatch(ports: EnginePorts, request: AddPaths | AddBlob, name: string): NewBatch {
  checkObjectOptions(request.options);
  return {
    name,
    destination: request.destination,
    conflictPolicy: request.conflictPolicy,
    options: request.options,
    scanOptions: request.scanOptions ?? {},
    roots: [],
    createdAt: ports.clock.now(),
  };
}

function refuse(error: ErrorRecord | undefined): void {
  if (error !== undefined) throw new TransferError(error);
}

/** `wedding-raw`, or `wedding-raw + 2`. */
function nameOf(roots: readonly SourcePath[]): string {
  const [first] = roots;
  const name = first === undefined ? '' : lastName(first);
  return roots.length > 1 ? `${name} + ${roots.length - 1}` : name;
}

function lastName(path: SourcePath): string {
  return path.split(/[/\\]/).filter(Boolean).at(-1) ?? path;
}
