/**
 * Byte counts of a call that may be made twice: what the second attempt sends again is reported only
 * from where the first one stopped, so that no progress ever exceeds the size.
 */
export interface MonotoneBytes {
  /** Begins an attempt and returns where it reports its bytes. */
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
