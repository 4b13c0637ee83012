import type { TransportAnswer } from '../../transfer/transport.ts';
import { elementText } from './xml-screen.ts';

/** A server that asks for more than this is not believed: nothing would ever move again. */
const longestDelay = 60 * 60 * 1000;

/** The server's time in milliseconds since 1970: of the error, else of the answer. */
export function serverTime(answer: TransportAnswer): number | undefined {
  const written = elementText(answer.body, 'ServerTime') ?? answer.headers['date'];
  if (written === undefined) return undefined;
  const time = Date.parse(written);
  return Number.isNaN(time) ? undefined : time;
}

/**
 * Milliseconds to stay away: `x-oss-qos-delay-time` in milliseconds, else `Retry-After` in seconds
 * or as a date (RFC 9110, 10.2.3).
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
