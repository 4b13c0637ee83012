/** The destination of a request, with an unchanged path. */
export interface RequestTarget {
  readonly secure: boolean;
  /** Without the brackets of an IPv6 address. */
  readonly host: string;
  readonly port: number;
  /** Host and port as they were written: the value of the Host header. */
  readonly authority: string;
  /** Path and query, exactly as they were signed. */
  readonly path: string;
}

const form = /^(https?):\/\/((?:\[([^\]]+)\]|([^/:?#@[\]]+))(?::(\d{1,5}))?)(\/[^#]*)?$/i;

/**
 * Splits an absolute http or https URL. The URL class resolves `..` and rewrites characters, so a
 * signed object key could become a different key.
 *
 * @throws Error when `url` has another form.
 */
export function parseRequestTarget(url: string): RequestTarget {
  const [, scheme = '', authority = '', address, name, port, path = '/'] = form.exec(url) ?? [];
  const host = address ?? name;
  if (host === undefined) throw new Error('The URL is not absolute http or https');
  const secure = scheme.toLowerCase() === 'https';
  const usualPort = secure ? 443 : 80;
  return { secure, host, port: port === undefined ? usualPort : Number(port), authority, path };
}
