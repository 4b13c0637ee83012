import type { ByteRange } from '../engine/ports/object-store.ts';
import type { Transport, TransportBody } from '../transfer/transport.ts';

/** A range as the byte movers want it. An empty one is no body, so nothing is sent in chunks. */
export function bodyOfRange(range: ByteRange | undefined): TransportBody {
  if (range === undefined || range.start === range.end) return { kind: 'none' };
  const { source, start, end } = range;
  return { kind: 'file', descriptor: source.descriptor, start, end };
}

/** Whether a range is sent under a Content-MD5. */
export function wantsMd5(range: ByteRange | undefined): boolean {
  return range?.withMd5 === true && range.start < range.end;
}

/** The Content-MD5 header of a body that asks for it; it must be known before the signature. */
export async function md5Header(
  transport: Pick<Transport, 'md5'>,
  body: TransportBody,
  wanted: boolean,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  if (!wanted || body.kind !== 'file') return {};
  return { 'Content-MD5': await transport.md5(body, signal) };
}
