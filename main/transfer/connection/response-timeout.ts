/**
 * The largest part of a completely written body that the system may still buffer. Linux lets the
 * send buffer of a socket grow to 4 MiB, other systems to less.
 */
const largestSendBuffer = 4 * 1024 * 1024;

/**
 * Timeout for the response after the last byte of the body went to the system, in milliseconds.
 *
 * On a slow line the end of the body is still in the send buffer, and no byte moves that Ferry
 * could observe. The idle timeout therefore begins after the time to empty that buffer, at the
 * average speed of the body.
 *
 * @param sendingTime milliseconds from the first byte of the body to the last
 */
export function responseTimeout(
  idleTimeout: number,
  bodyBytes: number,
  sendingTime: number,
): number {
  if (bodyBytes === 0) return idleTimeout;
  return idleTimeout + sendingTime * Math.min(1, largestSendBuffer / bodyBytes);
}
