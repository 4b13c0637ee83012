import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { connect } from '../helpers/ali-oss.ts';
import { exchange, send, sendSigned, signedHeaders } from '../helpers/raw-request.ts';
import { startForTest, useSandbox } from '../helpers/temporary-sandbox.ts';

const sandbox = useSandbox();

afterEach(async () => {
  // The server continues after every request.
  const { res } = await connect(sandbox()).put('alive', Buffer.from('x'));
  expect(res.status).toBe(200);
});

/** The head of a signed request as bytes. */
function head(method: string, path: string, headers: Record<string, string>): string {
  const signed = signedHeaders(sandbox(), { method, path, headers });
  const lines = Object.entries({ Host: '127.0.0.1', ...signed }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  return `${method} /${sandbox().bucket}${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
}

describe('the protocol', () => {
  it('answers 100 Continue before the body, and refuses before it', async () => {
    const headers = { 'Content-Length': '4', Expect: '100-continue', Connection: 'close' };
    const text = await exchange(sandbox(), (socket) => {
      socket.write(head('PUT', '/continued', headers));
      socket.once('data', (bytes) => {
        expect(bytes.toString()).toMatch(/^HTTP\/1\.1 100 Continue\r\n/);
        socket.write('body');
      });
    });
    expect(text).toContain('HTTP/1.1 200 OK');
    const refused = await exchange(sandbox(), (socket) => {
      socket.write(
        `PUT /${sandbox().bucket}/x HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 4\r\n` +
          'Expect: 100-continue\r\nConnection: close\r\n\r\n',
      );
    });
    expect(refused).toMatch(/^HTTP\/1\.1 403 /);
    expect(refused).not.toContain('100 Continue');
  });

  it('wants to know where a body ends', async () => {
    const text = await exchange(sandbox(), (socket) => {
      socket.write(head('PUT', '/endless', { Connection: 'close' }));
    });
    expect(text).toMatch(/^HTTP\/1\.1 411 /);
    expect(text).toContain('<Code>MissingContentLength</Code>');
  });

  it('calls a body that ends early incomplete', async () => {
    const text = await exchange(sandbox(), (socket) => {
      socket.end(`${head('PUT', '/short', { 'Content-Length': '10' })}four`);
    });
    expect(text).toContain('<Code>IncompleteBody</Code>');
    expect((await sendSigned(sandbox(), { path: '/short' })).status).toBe(404);
  });

  it('gives up on a body that stops coming', async () => {
    const own = await startForTest({ idleTimeoutMilliseconds: 50 });
    const raw = { method: 'PUT', path: '/stuck', headers: { 'Content-Length': '10' } };
    const lines = Object.entries(signedHeaders(own, raw)).map(
      ([name, value]) => `${name}: ${value}`,
    );
    const text = await exchange(own, (socket) => {
      socket.write(
        `PUT /${own.bucket}/stuck HTTP/1.1\r\nHost: 127.0.0.1\r\n${lines.join('\r\n')}\r\n\r\nfour`,
      );
    });
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
    expect(text).toContain('<Code>RequestTimeout</Code>');
  });

  it('takes the whole URL a proxy’s client sends', async () => {
    const path = `http://127.0.0.1:${sandbox().port}/${sandbox().bucket}/alive`;
    const answer = await send(sandbox(), {
      path,
      headers: signedHeaders(sandbox(), { path: '/alive' }),
    });
    expect(answer.status).toBe(200);
  });

  it('answers two requests of one connection in order', async () => {
    const text = await exchange(sandbox(), (socket) => {
      socket.write(head('GET', '/alive', {}) + head('HEAD', '/none', { Connection: 'close' }));
    });
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 404']);
  });

  it('refuses methods OSS has not', async () => {
    const { bucket } = sandbox();
    for (const [method, path] of [
      ['PATCH', `/${bucket}/x`],
      ['POST', `/${bucket}/x`],
      ['DELETE', '/'],
    ] as const) {
      const answer = await send(sandbox(), { method, path });
      expect(answer.status).toBe(405);
      expect(answer.text).toContain('<Code>MethodNotAllowed</Code>');
    }
  });

  it('listens on loopback only', () => {
    expect(sandbox().endpoint).toBe(`http://127.0.0.1:${sandbox().port}`);
  });
});

describe('what is no request', () => {
  it.each([
    ['noise', '\u0000\u0001\u0002 nothing\r\n\r\n'],
    ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['a broken length', 'PUT /a/b HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n'],
    ['a broken chunk', 'PUT /a/b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
    ['a flood of headers', `GET / HTTP/1.1\r\n${'X-A: b\r\n'.repeat(100_000)}\r\n`],
    ['one endless header', `GET / HTTP/1.1\r\nX: ${'y'.repeat(1_000_000)}\r\n\r\n`],
  ])('%s gets an OSS error or a closed connection', async (_, bytes) => {
    const text = await exchange(sandbox(), (socket) => {
      socket.end(bytes);
    });
    expect(text === '' || /^HTTP\/1\.1 4\d\d /.test(text)).toBe(true);
    if (text !== '') expect(text).toContain('<Error>');
  });
});

describe('XML bodies', () => {
  const post = (body: string) => sendSigned(sandbox(), { method: 'POST', path: '/?delete', body });

  it.each([
    ['a bomb of entities', `<!DOCTYPE b [<!ENTITY a "${'x'.repeat(99)}">]><Delete>&a;&a;</Delete>`],
    ['deep nesting', `${'<a>'.repeat(50_000)}${'</a>'.repeat(50_000)}`],
    ['a flood of elements', `<Delete>${'<a/>'.repeat(200_000)}</Delete>`],
    ['a lone bracket', '<'],
    ['binary', '\u0000\u0001\u0002'],
  ])('%s is malformed', async (_, body) => {
    const answer = await post(body);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('<Code>MalformedXML</Code>');
  });

  it('too large a body is refused', async () => {
    const answer = await post(`<Delete>${' '.repeat(3 * 1024 * 1024)}</Delete>`);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('<Code>EntityTooLarge</Code>');
  });
});

it('survives any address, method and headers', async () => {
  const name = fc.stringMatching(/^[a-z-]{1,12}$/);
  const value = fc.string({ unit: 'grapheme-ascii', maxLength: 40 });
  const argument = fc.constantFrom(
    'uploads',
    'uploadId=x',
    'partNumber=-1',
    'acl',
    'tagging',
    'delete',
    'append&position=9',
    'list-type=2',
    'max-keys=x',
    'symlink',
    'restore',
    'cors',
    'x-oss-process',
    'versionId=1',
    '%',
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('GET', 'PUT', 'POST', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH'),
      fc.webPath(),
      fc.array(argument, { maxLength: 3 }),
      fc.dictionary(name, value, { maxKeys: 4 }),
      fc.string({ maxLength: 60 }),
      async (method, path, args, extra, body) => {
        const key = path.replace(/^\/+/, '');
        const query = args.length === 0 ? '' : `?${args.join('&')}`;
        const headers: Record<string, string> = {};
        for (const [header, content] of Object.entries(extra)) {
          headers[`x-oss-${header}`] = content.trim();
        }
        const isReadable = !query.includes('%');
        const hasBody = method === 'PUT' || method === 'POST' || method === 'PATCH';
        const answer = isReadable
          ? await sendSigned(sandbox(), {
              method,
              path: `/${key}${query}`,
              headers,
              ...(hasBody ? { body } : {}),
            })
          : await send(sandbox(), { method, path: `/${sandbox().bucket}/${key}${query}`, headers });
        expect(answer.status).toBeGreaterThanOrEqual(200);
        expect(answer.status).not.toBe(500);
        if (answer.status >= 400 && method !== 'HEAD') expect(answer.text).toContain('<Error>');
      },
    ),
    { numRuns: 300, seed: 20_260_131 },
  );
});
