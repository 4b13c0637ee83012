const MiB = 1024 * 1024;
/**
 * The largest part of a completely written body that may still be on this computer. Linux lets the
 * send buffer of a socket grow to 4 MiB, other systems to less; a proxy on this computer, as VPN
 * programs have one, holds another MiB and more in its own buffers.
 */
const largestBuffered = 6 * MiB;
/** The slowest connection whose buffered bytes are waited for, in bytes per millisecond. */
const slowestConnection = 64;
/** But no longer than so many idle timeouts: a dead connection has to be noticed. */
const mostIdleTimeouts = 2;

/**
 * Timeout for the response after the last byte of the body went to the system, in milliseconds.
 *
 * On a slow line the end of the body is still buffered, and no byte moves that Ferry could observe.
 * The idle timeout therefore begins after the time to empty the buffers: at the average speed of the
 * body, or at that of a slow connection, because a body that fits into the buffers shows no speed.
 *
 * @param sendingTime milliseconds from the first byte of the body to the last
 */
export function responseTimeout(
  idleTimeout: number,
  bodyBytes: number,
  sendingTime: number,
): number {
  if (bodyBytes === 0) return idleTimeout;
  const buffered = Math.min(bodyBytes, largestBuffered);
  const slowest = Math.min(buffered / slowestConnection, mostIdleTimeouts * idleTimeout);
  return idleTimeout + Math.max((sendingTime * buffered) / bodyBytes, slowest);
}
