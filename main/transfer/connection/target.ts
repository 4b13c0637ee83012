/** Where a request goes, without having touched its path. */
export interface RequestTarget {
  readonly secure: boolean;
  /** Without the brackets of an IPv6 address. */
  readonly host: string;
  readonly port: number;
  /** Host and port as they were written: what the Host header says. */
  readonly authority: string;
  /** Path and query, exactly as they were signed. */
  readonly path: string;
}

const form = /^(https?):\/\/((?:\[([^\]]+)\]|([^/:?#@[\]]+))(?::(\d{1,5}))?)(\/[^#]*)?$/i;

/**
 * Takes an absolute http or https URL apart. The URL class would do it too, but it resolves `..`
 * and rewrites characters, so that an object key could become another one after it was signed.
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
