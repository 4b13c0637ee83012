import type { AnswerField } from './http-fault.ts';

/** A request as it came from the client, complete. */
export interface HttpRequest {
  readonly method: string;
  /** As it came, query included: a target that is put together anew would lose what was signed. */
  readonly target: string;
  /** Names and values by turns, as Node gives and takes them. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

/** An answer as it came from the server, complete. */
export interface HttpAnswer {
  readonly status: number;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

/** Headers that are the business of one connection (RFC 9110, 7.6.1). */
const hopByHop = new Set(['connection', 'keep-alive', 'transfer-encoding', 'expect']);

/** The headers that may travel on another connection. */
export function endToEnd(rawHeaders: readonly string[]): string[] {
  return rawHeaders.filter((_, index) => {
    const name = rawHeaders[index - (index % 2)] ?? '';
    return !hopByHop.has(name.toLowerCase());
  });
}

/** The same bytes with one bit inverted; an empty body stays as it is. */
export function flipBit(bytes: Buffer, place: number): Buffer {
  const flipped = Buffer.from(bytes);
  if (bytes.length === 0) return flipped;
  const bit = place % (bytes.length * 8);
  const index = Math.floor(bit / 8);
  flipped[index] = (flipped[index] ?? 0) ^ (1 << (bit % 8));
  return flipped;
}

const headerOf = { crc64: 'x-oss-hash-crc64ecma', etag: 'etag' } as const;

/** The same answer with one bit inverted; `undefined` when it has no such field. */
export function flipAnswer(
  answer: HttpAnswer,
  field: AnswerField,
  place: number,
): HttpAnswer | undefined {
  if (field === 'body') {
    // Nothing vouches for the text of an error, and no client can do more than believe it.
    const isSpoilt = answer.status < 300 && answer.body.length > 0;
    return isSpoilt ? { ...answer, body: flipBit(answer.body, place) } : undefined;
  }
  const name = headerOf[field];
  const index = answer.rawHeaders.findIndex(
    (text, position) => position % 2 === 0 && text.toLowerCase() === name,
  );
  if (index === -1) return undefined;
  const value = answer.rawHeaders[index + 1] ?? '';
  const rawHeaders = answer.rawHeaders.with(index + 1, flipCharacter(value, place));
  return { ...answer, rawHeaders };
}

/** Inverts one of the low four bits of a letter or a digit: the result can stand in a header. */
function flipCharacter(value: string, place: number): string {
  const letters = [...value.matchAll(/[0-9A-Za-z]/g)].map(({ index }) => index);
  const at = letters[Math.floor(place / 4) % letters.length] ?? 0;
  const flipped = String.fromCharCode(value.charCodeAt(at) ^ (1 << (place % 4)));
  return value.slice(0, at) + flipped + value.slice(at + 1);
}

/** The bytes of a response as they stand on the wire; the connection ends after it. */
export function answerBytes({ status, rawHeaders, body }: HttpAnswer): Buffer {
  const lines = [`HTTP/1.1 ${status} -`];
  const headers = endToEnd(rawHeaders);
  for (let index = 0; index < headers.length; index += 2) {
    lines.push(`${headers[index] ?? ''}: ${headers[index + 1] ?? ''}`);
  }
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
}
