/**
 * Characters that move the cursor, or colour, hide or reorder text: controls, format characters
 * (including the bidirectional overrides), line and paragraph separators, lone surrogates.
 */
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Joiners combine emoji and letters of some scripts and have no other effect. */
const joiners = new Set(['\u200c', '\u200d']);

const namedEscapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Makes a file name, key or message safe for a terminal or a log. Characters that could control the
 * terminal or mislead the reader are escaped, such as `\x1b` or `\u{202e}`.
 */
export function printable(text: string): string {
  return text.replace(unsafe, (character) => {
    if (joiners.has(character)) return character;
    const code = character.codePointAt(0) ?? 0;
    const hexadecimal = code.toString(16);
    return (
      namedEscapes[character] ??
      (code < 0x100 ? `\\x${hexadecimal.padStart(2, '0')}` : `\\u{${hexadecimal}}`)
    );
  });
}

/**
 * A `SourcePath` for display. A path that is not valid UTF-8 shows its invalid bytes as `\xff`. See
 * `SourcePath` for the stored form of such a path.
 */
export function printablePath(path: string): string {
  const bytes = /^\0x:([0-9a-f]*)$/i.exec(path)?.[1];
  if (bytes === undefined) return printable(path);
  return bytes.replace(/../g, (pair) => {
    const byte = Number.parseInt(pair, 16);
    return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${pair.toLowerCase()}`;
  });
}

/**
 * One line of JSON with the exact value and with text that is harmless on a terminal. Characters
 * that `printable` would escape become `\uXXXX`, which every JSON reader decodes.
 */
export function printableJson(value: unknown): string {
  return JSON.stringify(value).replace(unsafe, (character) =>
    Array.from({ length: character.length }, (_, index) => {
      return `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
    }).join(''),
  );
}
