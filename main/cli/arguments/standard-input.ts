import { fstatSync, statSync } from 'node:fs';
import { devNull } from 'node:os';
import { TransferError } from '../../../shared/errors.ts';
import { UsageError } from '../report/exit-codes.ts';

/** The kind of standard input, as far as Ferry can determine it without reading. */
export type InputKind = 'readable' | 'keyboard' | 'folder' | 'disk' | 'nothing';

/**
 * Node reads nothing from a folder or a disk and reports the end of input. Node replaces a closed
 * standard input by the null device.
 */
export function standardInputKind(descriptor = 0): Exclude<InputKind, 'keyboard'> {
  try {
    const facts = fstatSync(descriptor);
    if (facts.isDirectory()) return 'folder';
    if (facts.isBlockDevice()) return 'disk';
    const isNull = facts.isCharacterDevice() && facts.rdev === statSync(devNull).rdev;
    return isNull ? 'nothing' : 'readable';
  } catch {
    return 'nothing';
  }
}

const refusals: Readonly<Record<Exclude<InputKind, 'readable'>, readonly [string, string]>> = {
  keyboard: [
    'Standard input is the keyboard.',
    'Send something into it: some-program | ferry upload - --name report.csv --to oss://…',
  ],
  folder: [
    'Standard input is a folder.',
    'Name the folder instead of "-", without the "<" before it.',
  ],
  disk: [
    'Standard input is a disk, which cannot be read that way.',
    'Let a program read it: dd if=/dev/… | ferry upload - --name disk.img --to oss://…',
  ],
  nothing: [
    'Standard input is closed, or is the null device.',
    'Send something into it, or add --allow-empty if the object shall be empty.',
  ],
};

/** @throws UsageError when standard input cannot contain data. */
export function checkStandardInput(kind: InputKind, allowEmpty: boolean): void {
  if (kind === 'readable' || (kind === 'nothing' && allowEmpty)) return;
  throw new UsageError(...refusals[kind]);
}

/** @throws UsageError when standard input was empty: a failed program also writes nothing. */
export function checkInputSize(size: number, allowEmpty: boolean): void {
  if (size > 0 || allowEmpty) return;
  throw new UsageError(
    'Standard input is empty. Nothing was uploaded.',
    'Check the program that writes into it, or add --allow-empty if the object shall be empty.',
  );
}

/** Copying standard input to disk failed: Ferry uploaded nothing of it. */
export class InputError extends Error {
  /** The next step for the user. */
  readonly next: string;

  constructor(message: string, next: string, cause: Error) {
    super(message, { cause });
    this.name = 'InputError';
    this.next = next;
  }
}

/**
 * Explains why copying standard input failed. The queue holds no row that could continue by itself.
 * Returns an unrelated error unchanged.
 *
 * @param folder the folder for the copy
 */
export function inputError(error: unknown, folder: string): unknown {
  if (!(error instanceof TransferError)) return error;
  if (error.code === 'source-unreadable') {
    return new InputError(
      `Standard input could not be read to its end (${error.message}). Nothing was uploaded.`,
      'Check what is sent into it, then run the command again.',
      error,
    );
  }
  if (error.code === 'spool-failed') {
    return new InputError(
      `The copy of standard input cannot be written (${error.message}). Nothing was uploaded. (${folder})`,
      'Make that folder yours, or give --db a file in another one, then run the command again.',
      error,
    );
  }
  if (error.code !== 'disk-full') return error;
  return new InputError(
    `The disk has too little free space for the copy of standard input. Nothing was uploaded. (${folder})`,
    'Free some space there, then run the command again.',
    error,
  );
}
