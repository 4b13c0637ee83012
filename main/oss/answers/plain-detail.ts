const maxLength = 300;

/** Shorter texts are no secrets: they stand in every other word. OSS's own have 16 and more. */
const shortestSecret = 3;

/** What stands for a request's right to be obeyed, should a server send the request back. */
const proofs = [
  /\b((?:proxy-)?authorization)(["']?\s*[=:]\s*).*/gis,
  /\b([\w-]*(?:signature|token|secret|password|cookie))(["']?\s*[=:]\s*["']?)[^\s"',;&<>]+/gi,
  /\b(Bearer|Basic|Digest|Negotiate)(\s+)[A-Za-z0-9+/=._~-]{8,}/g,
];

/**
 * One line that may be stored, logged and copied: no address, no secret, no control character that
 * a terminal would obey. `secrets` are the account's own; a server could send them back, as they
 * are, written for an address or in Base64.
 */
export function plainDetail(text: string, secrets: readonly string[]): string {
  let plain = text.slice(0, 64 * maxLength);
  for (const written of secrets.flatMap(spellings)) {
    plain = plain.replaceAll(written, '[secret]');
  }
  for (const proof of proofs) plain = plain.replace(proof, '$1$2[secret]');
  return plain
    .replace(/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, '[address]')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
    .slice(0, maxLength);
}

/** A secret in the forms in which a header or an address holds it. */
function spellings(secret: string): readonly string[] {
  if (secret.length < shortestSecret) return [];
  const base64 = Buffer.from(secret).toString('base64');
  const forms = [secret, encodeURIComponent(secret), base64, base64.replace(/=+$/, '')];
  return [...new Set(forms)];
}
