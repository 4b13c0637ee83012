import { readFileSync } from 'node:fs';
import { writePrivateFile } from '../../start/private-files.ts';
import type { AcceptedCommand, CommandJournal } from './bulk-commands.ts';

/** Accepted commands in a small file beside the queue; it is empty when there are none. */
export function openCommandJournal(path: string): CommandJournal & {
  /** The commands that the last start left; none when the file cannot be read. */
  readonly left: readonly AcceptedCommand[];
} {
  let writing: Promise<void> = Promise.resolve();
  return {
    left: read(path),
    write: async (commands) => {
      const text = JSON.stringify(commands);
      const written = writing.then(() => writePrivateFile(path, text));
      writing = written.catch(() => undefined);
      await written;
    },
  };
}

function read(path: string): readonly AcceptedCommand[] {
  try {
    const stored: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return Array.isArray(stored) ? stored.filter(isCommand) : [];
  } catch {
    return [];
  }
}

function isCommand(value: unknown): value is AcceptedCommand {
  return (
    typeof value === 'object' &&
    value !== null &&
    'what' in value &&
    (value.what === 'undo' ? hasBin(value) : isOnRows(value.what, value)) &&
    'total' in value &&
    typeof value.total === 'number' &&
    'at' in value &&
    typeof value.at === 'number' &&
    'id' in value &&
    typeof value.id === 'number'
  );
}

function hasBin(value: object): boolean {
  return 'bin' in value && typeof value.bin === 'number';
}

function isOnRows(what: unknown, value: object): boolean {
  return (
    ['pause', 'resume', 'retry', 'cancel', 'remove'].includes(String(what)) &&
    'selection' in value &&
    typeof value.selection === 'object' &&
    value.selection !== null &&
    (!('bin' in value) || hasBin(value))
  );
}
