const maxLength = 300;

/**
 * Shorter texts occur inside ordinary words, so they are not hidden. Secrets of OSS have 16
 * characters and more.
 */
const shortestSecret = 3;

/** Signatures and tokens of a request; a server could send them back. */
const proofs = [
  /\b((?:proxy-)?authorization)(["']?\s*[=:]\s*).*/gis,
  /\b([\w-]*(?:signature|token|secret|password|cookie))(["']?\s*[=:]\s*["']?)[^\s"',;&<>]+/gi,
  /\b(Bearer|Basic|Digest|Negotiate)(\s+)[A-Za-z0-9+/=._~-]{8,}/g,
];

/**
 * One line that is safe to store, log and copy: no URL, no secret and no terminal control
 * character. `secrets` belong to the account. A server could send them back plain, percent-encoded
 * or in Base64.
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

/** The forms of a secret in a header or a URL. */
function spellings(secret: string): readonly string[] {
  if (secret.length < shortestSecret) return [];
  const base64 = Buffer.from(secret).toString('base64');
  const forms = [secret, encodeURIComponent(secret), base64, base64.replace(/=+$/, '')];
  return [...new Set(forms)];
}
