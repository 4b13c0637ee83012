import type { Readable, Writable } from 'node:stream';

/** One side of Chromium's `--remote-debugging-pipe`: JSON messages, each ended by a NUL byte. */
export interface MessagePipe {
  write(message: object): void;
}

/** Splits a stream of chunks at NUL bytes; a message may span any number of chunks. */
export function messageSplitter(
  receive: (message: string) => void,
): (chunk: Uint8Array<ArrayBuffer>) => void {
  let pending: Uint8Array[] = [];
  return (chunk) => {
    let start = 0;
    for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0, start)) {
      pending.push(chunk.subarray(start, end));
      start = end + 1;
      const whole = Buffer.concat(pending).toString('utf8');
      pending = [];
      receive(whole);
    }
    if (start < chunk.length) pending.push(chunk.subarray(start));
  };
}

/**
 * Connects to Chromium's descriptors 3 (it reads) and 4 (it writes). `closed` is called once,
 * when either end is gone.
 */
export function openPipe(
  toBrowser: Writable,
  fromBrowser: Readable,
  receive: (message: string) => void,
  closed: () => void,
): MessagePipe {
  let open = true;
  const close = (): void => {
    if (!open) return;
    open = false;
    closed();
  };
  fromBrowser.on('data', messageSplitter(receive));
  for (const stream of [toBrowser, fromBrowser]) stream.on('close', close).on('error', close);
  return {
    write(message) {
      toBrowser.write(`${JSON.stringify(message)}\0`);
    },
  };
}
