import type { TransportResponse } from '../../transfer/transport.ts';
import { elementText } from './xml-screen.ts';

/** The longest delay that Ferry accepts, in milliseconds; a longer delay is cut to this. */
const longestDelay = 60 * 60 * 1000;

/** The server's time in milliseconds since 1970: from the error, otherwise from the response. */
export function serverTime(response: TransportResponse): number | undefined {
  const written = elementText(response.body, 'ServerTime') ?? response.headers['date'];
  if (written === undefined) return undefined;
  const time = Date.parse(written);
  return Number.isNaN(time) ? undefined : time;
}

/**
 * Milliseconds until the next request may follow: `x-oss-qos-delay-time` in milliseconds,
 * otherwise `Retry-After` in seconds or as a date (RFC 9110, 10.2.3).
 */
export function retryAfter(
  headers: Readonly<Record<string, string>>,
  now: number,
): number | undefined {
  const delay = headers['x-oss-qos-delay-time'];
  if (delay !== undefined && /^\d+$/.test(delay)) return Math.min(Number(delay), longestDelay);
  const after = headers['retry-after'];
  if (after === undefined) return undefined;
  const milliseconds = /^\d+$/.test(after) ? Number(after) * 1000 : Date.parse(after) - now;
  if (Number.isNaN(milliseconds)) return undefined;
  return Math.min(Math.max(0, milliseconds), longestDelay);
}

/** OSS writes 24 hexadecimal digits. */
const requestIdPattern = /^[0-9A-Za-z-]{1,64}$/;

/** The request id of a response; `undefined` when it is absent or malformed. */
export function requestIdOf({ headers }: Pick<TransportResponse, 'headers'>): string | undefined {
  const id = headers['x-oss-request-id'];
  return id !== undefined && requestIdPattern.test(id) ? id : undefined;
}
