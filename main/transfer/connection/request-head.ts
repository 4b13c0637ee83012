import type { RequestTarget } from './target.ts';

/** RFC 9110, 5.6.2. */
const fieldName = /^[!#$%&'*+\-.^_`|~\w]+$/;
const unsendable = /[^\t\x20-\x7e\x80-\xff]/;

/**
 * The request line and the headers of a request with a body of `length` bytes, as node:http writes
 * them.
 *
 * @param headers values in latin1
 * @throws TypeError with the code of node:http, when a header or the path would become another one
 */
export function requestHead(
  { secure, host, port, path }: RequestTarget,
  method: string,
  headers: Readonly<Record<string, string>>,
  length: number,
): string {
  if (/[^\x21-\xff]/.test(path)) throw refused('ERR_UNESCAPED_CHARACTERS', 'The path');
  let head = `${method} ${path} HTTP/1.1\r\n`;
  let hasHost = false;
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase();
    if (lower === 'content-length') continue;
    if (lower === 'host') hasHost = true;
    if (!fieldName.test(name)) throw refused('ERR_INVALID_HTTP_TOKEN', 'The name of a header');
    if (unsendable.test(value)) throw refused('ERR_INVALID_CHAR', `The header ${name}`);
    head += `${name}: ${value}\r\n`;
  }
  if (!hasHost) {
    const name = host.includes(':') ? `[${host}]` : host;
    head += `Host: ${name}${port === (secure ? 443 : 80) ? '' : `:${port}`}\r\n`;
  }
  return `${head}content-length: ${length}\r\nConnection: keep-alive\r\n\r\n`;
}

function refused(code: string, what: string): TypeError {
  return Object.assign(new TypeError(`${what} has characters that cannot be sent`), { code });
}
