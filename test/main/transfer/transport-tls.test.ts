import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { generate } from 'selfsigned';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fileRequest } from './file-request.ts';
import { failureOf, never, openFolder, put, someBytes, useTransport } from './transport-fixture.ts';

const openTransport = useTransport();

const run = promisify(execFile);

/** An https server with a certificate of its own for `name`. */
async function startTls(name: string) {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'Ferry Test CA' }], {
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: name }] },
    ],
  });
  let requests = 0;
  const server = createServer({ cert, key }, (request, response) => {
    requests += 1;
    request.resume().on('end', () => response.end('over TLS'));
  });
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { cert, url: `https://localhost:${port}/key`, requests: () => requests };
}

/** What another process gets that trusts the certificate in `file`. */
async function sendTrusting(
  file: string,
  url: string,
  environment: NodeJS.ProcessEnv = {},
  small: readonly string[] = [],
) {
  const program = fileURLToPath(new URL('send-once.ts', import.meta.url));
  const { stdout } = await run(process.execPath, [program, url, ...small], {
    env: { ...process.env, NODE_EXTRA_CA_CERTS: file, ...environment },
  });
  return JSON.parse(stdout) as unknown;
}

function smallFile(): string {
  const path = join(openFolder(), 'small');
  writeFileSync(path, someBytes(1000));
  return path;
}

describe('row 12: certificates', () => {
  it('are refused when their issuer is unknown, and nothing is sent', async () => {
    const server = await startTls('localhost');
    const sent = openTransport().send(put(server.url, { kind: 'none' }), { signal: never() });
    const failure = await failureOf(sent);
    expect(failure).toMatchObject({
      reason: 'certificate',
      systemCode: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
    expect(failure.detail).toContain('CN=Ferry Test CA');
    expect(server.requests()).toBe(0);
  });

  it('are refused in every environment', async () => {
    const server = await startTls('localhost');
    const empty = join(openFolder(), 'none.pem');
    writeFileSync(empty, '');
    const result = await sendTrusting(empty, server.url, { NODE_TLS_REJECT_UNAUTHORIZED: '0' });
    expect(result).toMatchObject({ reason: 'certificate' });
    expect(server.requests()).toBe(0);
  });

  it('are accepted when the system was told to trust their issuer', async () => {
    const server = await startTls('localhost');
    const file = join(openFolder(), 'ca.pem');
    writeFileSync(file, server.cert);
    expect(await sendTrusting(file, server.url)).toEqual({ status: 200, body: 'over TLS' });
  });

  it('are refused for another name, even from a trusted issuer', async () => {
    const server = await startTls('elsewhere.example.com');
    const file = join(openFolder(), 'ca.pem');
    writeFileSync(file, server.cert);
    expect(await sendTrusting(file, server.url)).toMatchObject({
      reason: 'certificate',
      systemCode: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
    expect(server.requests()).toBe(0);
  });

  it('are refused for a small file too', async () => {
    const server = await startTls('localhost');
    const file = fileRequest(smallFile(), server.url);
    const failure = await failureOf(openTransport().sendFile(file, { signal: never() }));
    expect(failure).toMatchObject({
      reason: 'certificate',
      systemCode: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
    expect(failure.detail).toContain('CN=Ferry Test CA');
    expect(server.requests()).toBe(0);
  });

  it.each([
    ['localhost', { status: 200, body: 'over TLS' }, 2],
    ['elsewhere.example.com', { systemCode: 'ERR_TLS_CERT_ALTNAME_INVALID' }, 0],
  ])('of a trusted issuer for %s decide about small files', async (name, result, requests) => {
    const server = await startTls(name);
    const file = join(openFolder(), 'ca.pem');
    writeFileSync(file, server.cert);
    const sent = await sendTrusting(file, server.url, {}, [smallFile()]);
    expect(sent).toMatchObject(result);
    expect(server.requests()).toBe(requests);
  });
});
