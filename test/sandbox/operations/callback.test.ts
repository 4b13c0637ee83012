import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { connect, type CallOptions } from '../helpers/ali-oss.ts';
import { temporaryFolder, useSandbox } from '../helpers/temporary-sandbox.ts';

const sandbox = useSandbox();

interface Posted {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An application's server; `answer` decides what it says. */
async function startApplication(
  answer: (response: ServerResponse) => void,
): Promise<{ url: string; posted: Posted[] }> {
  const posted: Posted[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      posted.push({ headers: request.headers, body });
      answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, posted };
}

const say =
  (status: number, text: string) =>
  (response: ServerResponse): void => {
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(text);
  };

it('posts what was asked for, and hands the reply on', async () => {
  const { url, posted } = await startApplication(say(200, '{"Status":"OK"}'));
  const callback: CallOptions['callback'] = {
    url,
    host: 'app.example.com',
    body: 'bucket=${bucket}&object=${object}&size=${size}&type=${mimeType}&mine=${x:mine}&no=${none}',
    contentType: 'application/x-www-form-urlencoded',
    customValue: { mine: 'a&b' },
  };
  const result = await connect(sandbox()).put('folder/数.txt', Buffer.from('four'), { callback });
  expect(result.data).toEqual({ Status: 'OK' });
  expect(result.res.headers['etag']).toMatch(/^"[0-9A-F]{32}"$/);
  expect(posted).toHaveLength(1);
  expect(posted[0]?.headers).toMatchObject({
    host: 'app.example.com',
    'content-type': 'application/x-www-form-urlencoded',
  });
  expect(posted[0]?.body).toBe(
    'bucket=ferry-sandbox&object=folder%2F%E6%95%B0.txt&size=4&type=text%2Fplain&mine=a%26b&no=',
  );
});

it('fills JSON bodies with JSON values, after Complete as well', async () => {
  const { url, posted } = await startApplication(say(200, '{"ok":1}'));
  const path = join(temporaryFolder(), 'x.bin');
  writeFileSync(path, Buffer.alloc(150_000));
  const result = await connect(sandbox()).multipartUpload('by parts', path, {
    partSize: 102_400,
    callback: {
      url,
      body: '{"object":${object},"size":${size},"etag":${etag}}',
      contentType: 'application/json',
    },
  });
  expect(result.data).toEqual({ ok: 1 });
  expect(JSON.parse(posted[0]?.body ?? '')).toEqual({
    object: 'by parts',
    size: 150_000,
    etag: result.etag.replaceAll('"', ''),
  });
});

it('tries the next URL when one cannot be reached', async () => {
  const { url, posted } = await startApplication(say(200, '{}'));
  await connect(sandbox()).put('second', Buffer.from('x'), {
    callback: { url: `http://127.0.0.1:1/;${url}`, body: 'a=1' },
  });
  expect(posted).toHaveLength(1);
});

it.each([
  ['an error of the application', say(500, '{}'), 'Error status : 500.'],
  ['a reply that is no JSON', say(200, '<html>'), 'Response body is not valid json format.'],
  [
    'a connection cut off',
    (response: ServerResponse) => response.destroy(),
    'Error status : -1. OSS can not connect to your callbackUrl, please check it.',
  ],
])('reports %s, and keeps the object', async (label, answer, message) => {
  const { url } = await startApplication(answer);
  const client = connect(sandbox());
  const key = `kept after ${label}`;
  await expect(
    client.put(key, Buffer.from('x'), { callback: { url, body: 'a=1' } }),
  ).rejects.toMatchObject({ name: 'CallbackFailedError', status: 203, message });
  expect((await client.get(key)).content.toString()).toBe('x');
});

it.each([
  ['six URLs', { callbackUrl: Array(6).fill('http://127.0.0.1').join(';'), callbackBody: 'a' }],
  ['no body', { callbackUrl: 'http://127.0.0.1', callbackBody: '' }],
  ['no URL', { callbackBody: 'a=1' }],
  ['an unknown type', { callbackUrl: 'h', callbackBody: 'a', callbackBodyType: 'text/plain' }],
])('refuses a callback with %s before storing anything', async (label, order) => {
  const client = connect(sandbox());
  const header = Buffer.from(JSON.stringify(order)).toString('base64');
  const put = client.put(label, Buffer.from('x'), { headers: { 'x-oss-callback': header } });
  await expect(put).rejects.toMatchObject({ code: 'InvalidArgument', status: 400 });
  await expect(client.head(label)).rejects.toMatchObject({ code: 'NoSuchKey' });
});
