import type { TransportAnswer } from '../../transfer/transport.ts';

/** OSS writes 24 hexadecimal digits. */
const requestIdPattern = /^[0-9A-Za-z-]{1,64}$/;

/** The request id of an answer; `undefined` when it has none, or something else in its place. */
export function requestIdOf({ headers }: Pick<TransportAnswer, 'headers'>): string | undefined {
  const id = headers['x-oss-request-id'];
  return id !== undefined && requestIdPattern.test(id) ? id : undefined;
}
