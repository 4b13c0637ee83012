/**
 * What the system may hold back of a body that was handed to it completely: Linux lets the send
 * buffer of a socket grow to 4 MiB, other systems to less.
 */
const largestSendBuffer = 4 * 1024 * 1024;

/**
 * How long an answer may take after the last byte of the body went to the system, in milliseconds.
 *
 * On a slow line the end of the body is still on its way then, and nothing that could be watched
 * moves: so the idle time-out begins after the time that the send buffer needs, at the pace at which
 * the body went so far.
 *
 * @param sendingTime milliseconds from the first byte of the body to the last
 */
export function answerPatience(
  idleTimeout: number,
  bodyBytes: number,
  sendingTime: number,
): number {
  if (bodyBytes === 0) return idleTimeout;
  return idleTimeout + sendingTime * Math.min(1, largestSendBuffer / bodyBytes);
}
