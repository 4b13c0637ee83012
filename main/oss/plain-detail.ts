const maxLength = 300;

/**
 * One line that may be stored, logged and copied: no address, no secret, no control character that
 * a terminal would obey. `secrets` are the account's own; a server could send them back.
 */
export function plainDetail(text: string, secrets: readonly string[]): string {
  let plain = text;
  for (const secret of secrets) {
    if (secret !== '') plain = plain.replaceAll(secret, '[secret]');
  }
  return plain
    .replace(/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, '[address]')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
    .slice(0, maxLength);
}
