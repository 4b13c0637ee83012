/**
 * Characters that move the cursor, colour, hide or turn text: controls, format characters
 * (among them the bidirectional overrides), line and paragraph separators, lone surrogates.
 */
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Joiners hold emoji and some scripts together and change nothing else. */
const joiners = new Set(['\u200c', '\u200d']);

const namedEscapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * A file name, key or message as it may be written to a terminal or a log: whatever could command
 * the terminal or mislead the eye is shown escaped, such as `\x1b` or `\u{202e}`.
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
 * A `SourcePath` for people. One that is no valid UTF-8 is shown with its strange bytes as `\xff`;
 * how such a path is written is explained at `SourcePath`.
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
 * One line of JSON whose value is exact and whose text is harmless on a terminal: what `printable`
 * would escape is written as `\uXXXX`, which every JSON reader turns back.
 */
export function printableJson(value: unknown): string {
  return JSON.stringify(value).replace(unsafe, (character) =>
    Array.from({ length: character.length }, (_, index) => {
      return `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
    }).join(''),
  );
}
