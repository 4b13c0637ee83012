const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Decodes percent-encoding; the bytes must be UTF-8.
 *
 * @param text in the form of Node's request target: one character per byte
 * @returns undefined for a broken escape or bytes that are not UTF-8
 */
export function percentDecode(text: string): string | undefined {
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) return undefined;
  const binary = text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
  try {
    return utf8.decode(Buffer.from(binary, 'latin1'));
  } catch {
    return undefined;
  }
}

/** RFC 3986 encoding of every character that is not unreserved, as signature V4 requires. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** UTF-8 text as a string of one character per byte, the form header values have in Node. */
export function toWire(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** The inverse of `toWire`. */
export function fromWire(wire: string): string {
  return Buffer.from(wire, 'latin1').toString('utf8');
}

/**
 * Removes spaces and tabs at the ends (RFC 9110, 5.5). Header values have one character a byte, so
 * the byte 0xA0 of a UTF-8 sequence must not count as a no-break space.
 */
export function trimBlanks(text: string): string {
  return text.replace(/^[ \t]+|[ \t]+$/g, '');
}
