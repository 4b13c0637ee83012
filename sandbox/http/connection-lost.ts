/** The connection is closed, or a fault closed it: no client is left to receive a response. */
export class ConnectionLost extends Error {
  constructor() {
    super('The connection is gone.');
    this.name = 'ConnectionLost';
  }
}

/** A promise that rejects with ConnectionLost once `signal` is aborted; for racing. */
export function untilLost<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const lose = (): void => {
      reject(new ConnectionLost());
    };
    if (signal.aborted) lose();
    signal.addEventListener('abort', lose, { once: true });
    promise.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', lose);
    });
  });
}
