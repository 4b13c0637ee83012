import { Transform } from 'node:stream';

/** Few enough that a slow line moves steadily. */
const largestPiece = 16 * 1024;

/** Hands every byte on that much later, without slowing down what follows. */
export function delayed(milliseconds: number): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, taken) {
      setTimeout(() => this.push(chunk), milliseconds);
      taken();
    },
    // Timers of one length run in the order in which they were set.
    flush(ended) {
      setTimeout(ended, milliseconds);
    },
  });
}

/** Takes no more than so many bytes a second, and lets what is behind it wait. */
export function throttled(bytesPerSecond: number): Transform {
  return new Transform({
    readableHighWaterMark: largestPiece,
    writableHighWaterMark: largestPiece,
    transform(chunk: Buffer, _encoding, taken) {
      const pieces = Array.from({ length: Math.ceil(chunk.length / largestPiece) }, (_, index) =>
        chunk.subarray(index * largestPiece, (index + 1) * largestPiece),
      );
      const handOn = (): void => {
        const piece = pieces.shift();
        if (piece === undefined) {
          taken();
          return;
        }
        setTimeout(
          () => {
            this.push(piece);
            handOn();
          },
          (piece.length / bytesPerSecond) * 1000,
        );
      };
      handOn();
    },
  });
}

/** Holds the end back. */
export function endingLate(milliseconds: number): Transform {
  return new Transform({
    transform: (chunk: Buffer, _encoding, taken) => taken(null, chunk),
    flush: (ended) => void setTimeout(ended, milliseconds),
  });
}

/** Hands so many bytes on and then, once, calls `reached`; what comes later is swallowed. */
export function limited(bytes: number, reached: () => void): Transform {
  let left = bytes;
  return new Transform({
    transform(chunk: Buffer, _encoding, taken) {
      const wasOpen = left > 0;
      const passed = chunk.subarray(0, Math.max(0, left));
      left -= chunk.length;
      if (passed.length > 0) this.push(passed);
      if (wasOpen && left <= 0) reached();
      taken();
    },
  });
}
