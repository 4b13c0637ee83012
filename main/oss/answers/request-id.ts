import type { TransportAnswer } from '../../transfer/transport.ts';

/** OSS writes 24 hexadecimal digits. */
const requestIdPattern = /^[0-9A-Za-z-]{1,64}$/;

/** The request id of a response; `undefined` when it is absent or malformed. */
export function requestIdOf({ headers }: Pick<TransportAnswer, 'headers'>): string | undefined {
  const id = headers['x-oss-request-id'];
  return id !== undefined && requestIdPattern.test(id) ? id : undefined;
}
