import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';

/** Milliseconds of silence on an open connection after which the body is sent all the same. */
const longestWait = 1000;

/**
 * Sends the headers, and waits until the server asks for the body, responds without it, or is
 * silent too long (RFC 9110, 10.1.1). Resolves also when the request is destroyed.
 */
export async function untilContinue(request: ClientRequest): Promise<void> {
  const decided = Promise.withResolvers<undefined>();
  let timer: NodeJS.Timeout | undefined;
  const decide = (): void => {
    decided.resolve(undefined);
  };
  const startTimer = (): void => {
    timer = setTimeout(decide, longestWait);
  };
  request.once('socket', (socket: Socket) => {
    if (socket.connecting) socket.once('connect', startTimer);
    else startTimer();
  });
  for (const event of ['continue', 'response', 'error', 'close']) request.once(event, decide);
  request.flushHeaders();
  await decided.promise;
  clearTimeout(timer);
}
