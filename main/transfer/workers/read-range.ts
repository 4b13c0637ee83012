import { read } from 'node:fs';
import { codeOf, failure, FailureError, oneLine } from '../connection/classify-failure.ts';

/**
 * Fills `buffer` with the bytes of a file, starting at `position`.
 *
 * @throws FailureError `short-read` when the file ends before, `read-failed` when it cannot be
 *   read.
 */
export function readFully(descriptor: number, buffer: Buffer, position: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let filled = 0;
    const readOn = (): void => {
      read(descriptor, buffer, filled, buffer.length - filled, position + filled, onRead);
    };
    const onRead = (error: Error | null, bytes: number): void => {
      if (error !== null) {
        reject(new FailureError(failure('read-failed', oneLine(error), codeOf(error))));
      } else if (bytes === 0) {
        const detail = `The file ends at ${position + filled}, before the end of the range`;
        reject(new FailureError(failure('short-read', detail)));
      } else {
        filled += bytes;
        if (filled === buffer.length) resolve();
        else readOn();
      }
    };
    readOn();
  });
}
