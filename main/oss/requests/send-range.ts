import type { ByteRange } from '../../engine/ports/object-store.ts';
import type { Transport, TransportBody } from '../../transfer/transport.ts';

/** MD5 of no bytes, in base64. */
const emptyMd5 = '1B2M2Y8AsgTpgAmY7PhCfg==';

/** A body and the headers with its digest. */
export interface DigestedBody {
  readonly body: TransportBody;
  readonly headers: Readonly<Record<string, string>>;
}

/** A range as a body of the transport. An empty range has no body, so it is not sent in chunks. */
export function bodyOfRange(range: ByteRange | undefined): TransportBody {
  if (range === undefined || range.start === range.end) return { kind: 'none' };
  const { source, start, end } = range;
  return { kind: 'file', descriptor: source.descriptor, start, end };
}

/** A body with its Content-MD5, which the signature needs first. */
export async function withMd5(
  transport: Pick<Transport, 'digest'>,
  body: TransportBody,
  signal: AbortSignal,
): Promise<DigestedBody> {
  if (body.kind !== 'file') return { body, headers: { 'Content-MD5': emptyMd5 } };
  const { md5, kept } = await transport.digest(body, signal);
  return { body: kept === undefined ? body : { ...body, kept }, headers: { 'Content-MD5': md5 } };
}
