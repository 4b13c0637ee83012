import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { requestHead } from '../../../../main/transfer/connection/direct-request.ts';
import { parseRequestTarget } from '../../../../main/transfer/connection/outgoing-request.ts';
import { startTcp } from '../local-server.ts';

const linesOf = (head: string): readonly string[] =>
  head
    .split('\r\n')
    .map((line, index) =>
      index === 0 ? line : line.replace(/^[^:]+/, (name) => name.toLowerCase()),
    )
    .sort();

/** The head that node:http sends for the same request. */
async function sentByNode(path: string, headers: Record<string, string>) {
  const received = Promise.withResolvers<string>();
  const server = await startTcp((socket) => {
    socket.once('data', (bytes: Buffer) => received.resolve(bytes.toString('latin1')));
  });
  const sent = request({
    ...{ host: '127.0.0.1', port: server.port, method: 'PUT', path },
    headers: { ...headers, 'content-length': 3 },
  });
  sent.on('error', () => undefined);
  sent.end(Buffer.from('abc'));
  const head = (await received.promise).replace(/abc$/, '');
  sent.destroy();
  return { head, url: `${server.url}${path}` };
}

describe('the head of a request', () => {
  it.each([
    ['/a/../b%20c', { 'x-oss-date': '20260101T000000Z', 'Content-MD5': 'abc=' }],
    ['/', { host: 'bucket.oss-cn-hangzhou.aliyuncs.com', 'x-oss-meta-name': '\xe4\xb8\xad' }],
    ['/%E4%B8%AD?x=1', { 'Content-Length': '7', 'User-Agent': 'ferry (a; b)' }],
  ])('has the lines of node:http for %s', async (path, headers: Record<string, string>) => {
    const { 'Content-Length': _length, ...rest } = headers;
    const { head, url } = await sentByNode(path, rest);
    const ours = requestHead(parseRequestTarget(url), 'PUT', headers, 3);
    expect(linesOf(ours)).toEqual(linesOf(head));
  });

  it.each([
    ['https://bucket.example.com/k', 'bucket.example.com'],
    ['https://bucket.example.com:443/k', 'bucket.example.com'],
    ['http://[::1]:8080/k', '[::1]:8080'],
  ])('names the host of %s', (url, host) => {
    const head = requestHead(parseRequestTarget(url), 'PUT', {}, 0);
    expect(head).toContain(`\r\nHost: ${host}\r\n`);
  });

  it.each([
    ['ERR_INVALID_CHAR', '/k', { 'x-oss-meta-a': 'b\r\nHost: elsewhere' }],
    ['ERR_INVALID_CHAR', '/k', { 'x-oss-meta-a': '\u4e2d' }],
    ['ERR_INVALID_HTTP_TOKEN', '/k', { 'x-oss-meta-a: b\r\nHost': 'elsewhere' }],
    ['ERR_UNESCAPED_CHARACTERS', '/k HTTP/1.1\r\nHost: elsewhere', {}],
  ])('is refused with %s, as by node:http', (code, path, headers) => {
    const target = { ...parseRequestTarget('http://127.0.0.1:9/'), path };
    const options = { host: '127.0.0.1', port: 9, method: 'PUT', path, headers };
    expect(() => request(options)).toThrow(expect.objectContaining({ code }));
    expect(() => requestHead(target, 'PUT', headers as Record<string, string>, 0)).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
