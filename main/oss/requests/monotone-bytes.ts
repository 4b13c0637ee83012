/**
 * Counts the bytes of a call that may run twice. The second attempt reports only bytes beyond the
 * end of the first, so progress never exceeds the size.
 */
export interface MonotoneBytes {
  /** Begins an attempt and returns the function that reports its bytes. */
  attempt(): ((bytes: number) => void) | undefined;
}

export function monotoneBytes(onBytes: ((bytes: number) => void) | undefined): MonotoneBytes {
  let reported = 0;
  return {
    attempt() {
      if (onBytes === undefined) return undefined;
      let sent = 0;
      return (bytes) => {
        sent += bytes;
        if (sent <= reported) return;
        onBytes(sent - reported);
        reported = sent;
      };
    },
  };
}
