import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { logLine } from '../../../shared/log-line.ts';
import type { Log } from '../../engine/ports/log.ts';
import { UsageError } from '../words/exit-codes.ts';

/** A log of JSON lines, one entry each, with the time. */
export interface LogFile {
  readonly log: Log;
  close(): Promise<void>;
}

/**
 * Opens a log file to append to. Entries have typed fields only, so no secret reaches the log.
 *
 * @param now milliseconds since 1970
 * @throws UsageError when the file cannot be written.
 */
export async function openLogFile(file: string, now: () => number): Promise<LogFile> {
  const stream = createWriteStream(file, { flags: 'a', mode: 0o600 });
  try {
    await once(stream, 'open');
  } catch {
    throw new UsageError(
      'The log file cannot be written.',
      'Give --log a file in a folder that exists and is yours.',
    );
  }
  // A failed log write must not end an upload.
  stream.on('error', () => undefined);
  return {
    log: {
      write(level, entry) {
        stream.write(logLine(now(), level, entry));
      },
    },
    async close() {
      stream.end();
      await finished(stream).catch(() => undefined);
    },
  };
}
