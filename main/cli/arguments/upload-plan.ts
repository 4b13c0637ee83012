import { constants } from 'node:fs';
import { access, stat, readFile } from 'node:fs/promises';
import path from 'node:path';
import { printable } from '../../../shared/text/printable.ts';
import { UsageError } from '../report/exit-codes.ts';
import type { Account, Destination } from '../../../shared/transfer.ts';
import type { ScanOptions, UploadOptions } from '../../../shared/upload/upload-options.ts';
import { accountFrom } from './account.ts';
import { formatLocation, parseUploadLocation, type UploadLocation } from './flag-values.ts';
import { checkStandardInput } from './standard-input.ts';
import { scanOptionsFrom, type UploadFlags, uploadOptionsFrom } from './flags.ts';
import type { World } from '../run/world.ts';

/** A path that the user named, checked once before Ferry stores anything. */
interface NamedPath {
  /** Absolute. */
  readonly path: string;
  readonly kind: 'file' | 'folder';
}

const refusals: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist, because something before it is not a folder',
  EACCES: 'may not be read by you',
  EPERM: 'may not be read by you',
  ELOOP: 'is a link that leads in a circle',
  ENAMETOOLONG: 'is too long to be a path',
};

function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}

async function findPath(absolute: string): Promise<NamedPath | string> {
  try {
    const facts = await stat(absolute);
    if (facts.isDirectory()) {
      await access(absolute, constants.R_OK | constants.X_OK);
      return { path: absolute, kind: 'folder' };
    }
    if (!facts.isFile()) return 'is neither a file nor a folder';
    await access(absolute, constants.R_OK);
    return { path: absolute, kind: 'file' };
  } catch (error) {
    const code = systemCode(error);
    return refusals[code] ?? `cannot be read (${code})`;
  }
}

/**
 * Checks every named path. One bad path rejects the whole command, so a partial upload never looks
 * complete.
 *
 * @throws UsageError naming all bad paths.
 */
export async function checkPaths(
  paths: readonly string[],
  workingDirectory: string,
): Promise<readonly NamedPath[]> {
  const good: NamedPath[] = [];
  const bad: string[] = [];
  for (const named of paths) {
    const found = named === '' ? 'is empty' : await findPath(path.resolve(workingDirectory, named));
    if (typeof found === 'string') bad.push(`"${printable(named)}" ${found}.`);
    else good.push(found);
  }
  if (bad.length === 0) return good;
  throw new UsageError(
    bad.join('\n'),
    bad.length === 1
      ? 'Check the path. Nothing was added.'
      : 'Check these paths. Nothing was added, not the good ones either.',
  );
}

/** The source of an upload. */
type PlannedSource =
  | { readonly kind: 'paths'; readonly paths: readonly string[]; readonly key?: string }
  /** Standard input, uploaded under this name. */
  | { readonly kind: 'standard-input'; readonly name: string; readonly allowEmpty: boolean };

/** An upload command after all local checks. */
export interface UploadPlan {
  readonly account: Account;
  readonly destination: Destination;
  /** `oss://bucket/prefix/`, for display. */
  readonly to: string;
  readonly source: PlannedSource;
  readonly options: UploadOptions;
  readonly scanOptions: ScanOptions;
}

function prefixOf(target: UploadLocation): string {
  return target.kind === 'prefix' ? target.prefix : '';
}

/** The key of a blob is prefix plus name, so this function splits a whole key at its last slash. */
function blobPlace(
  target: UploadLocation,
  name: string | undefined,
): { prefix: string; name: string } {
  if (target.kind === 'key') {
    const cut = target.key.lastIndexOf('/') + 1;
    if (name !== undefined) {
      throw new UsageError(
        '--to names a whole object key, so --name cannot apply.',
        `Put a slash at the end, ${formatLocation(target.bucket, `${target.key}/`)}, or leave --name out.`,
      );
    }
    return { prefix: target.key.slice(0, cut), name: target.key.slice(cut) };
  }
  if (name === undefined || name === '') {
    throw new UsageError(
      'Standard input has no name.',
      'Give it one with --name report.csv, or write the whole key after --to.',
    );
  }
  return { prefix: target.prefix, name };
}

async function planPaths(
  named: readonly string[],
  target: UploadLocation,
  flags: UploadFlags,
  world: World,
): Promise<PlannedSource> {
  if (flags.name !== undefined) {
    throw new UsageError('--name is for standard input only.', 'Leave --name out, or upload "-".');
  }
  if (flags.allowEmpty !== undefined) {
    throw new UsageError(
      '--allow-empty is for standard input only; empty files are always uploaded.',
      'Leave --allow-empty out.',
    );
  }
  const checked = await checkPaths(named, world.workingDirectory);
  const paths = [...new Set(checked.map((entry) => entry.path))];
  if (target.kind === 'prefix') return { kind: 'paths', paths };
  const [only] = checked;
  if (paths.length === 1 && only?.kind === 'file') return { kind: 'paths', paths, key: target.key };
  throw new UsageError(
    'Several files, or a folder, cannot go under one object key.',
    `Put a slash at the end: --to ${formatLocation(target.bucket, `${target.key}/`)}`,
  );
}

function checkRoot(paths: readonly string[]): void {
  const root = paths.find((entry) => path.basename(entry) === '');
  if (root === undefined) return;
  throw new UsageError('A whole disk has no name of its own.', 'Name the folders in it instead.');
}

/**
 * Parses and checks an upload command. Stores nothing and sends nothing.
 *
 * @param named paths, or a single `-` for standard input.
 * @throws UsageError; TransferError `credentials-missing`.
 */
export async function planUpload(
  named: readonly string[],
  flags: UploadFlags,
  world: World,
): Promise<UploadPlan> {
  const target = parseUploadLocation(flags.to);
  const callback =
    flags.callback === undefined
      ? undefined
      : await readCallbackFile(flags.callback, world.workingDirectory);
  const options = uploadOptionsFrom(flags, callback);
  const common = { options, scanOptions: scanOptionsFrom(flags) };
  const fromInput = named.includes('-');
  if (fromInput && named.length > 1) {
    throw new UsageError(
      'Standard input cannot be mixed with paths.',
      'Upload "-" with a command of its own.',
    );
  }
  if (fromInput) checkStandardInput(world.inputKind(), flags.allowEmpty === true);
  const blob = fromInput ? blobPlace(target, flags.name) : undefined;
  const source: PlannedSource =
    blob === undefined
      ? await planPaths(named, target, flags, world)
      : { kind: 'standard-input', name: blob.name, allowEmpty: flags.allowEmpty === true };
  if (source.kind === 'paths') checkRoot(source.paths);
  const account = await accountFrom(flags, world.environment, target.bucket);
  const prefix = blob?.prefix ?? prefixOf(target);
  const rest = target.kind === 'key' ? target.key : target.prefix;
  const destination = { accountId: account.id, bucket: target.bucket, prefix };
  return { account, destination, to: formatLocation(target.bucket, rest), source, ...common };
}

/**
 * Reads the JSON of `--callback FILE.json`. `uploadOptionsFrom` validates its content.
 *
 * @throws UsageError when the file cannot be read or is not JSON.
 */
async function readCallbackFile(file: string, workingDirectory: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path.resolve(workingDirectory, file), 'utf8');
  } catch {
    throw new UsageError('The callback file cannot be read.', 'Check the path after --callback.');
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(
      'The callback file is not valid JSON.',
      'It looks like {"url": "https://…", "body": "bucket=${bucket}&object=${object}"}.',
    );
  }
}
