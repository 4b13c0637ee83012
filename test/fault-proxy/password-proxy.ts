import { once } from 'node:events';
import {
  createServer,
  request as send,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** A proxy of a company: it requires a user name and a password. */
export interface PasswordProxy {
  /** `http://127.0.0.1:port`, without a password. */
  readonly origin: string;
  /** With the right one. */
  readonly url: string;
  /** Requests that were refused, and that were passed on, so far. */
  readonly refused: () => number;
  readonly passed: () => number;
  close(): Promise<void>;
}

const secret = 'user:pass word';

/**
 * An HTTP proxy for plain http (RFC 9112, 3.2.2). Every request goes to `target`, for any host
 * on this computer: names need not exist.
 */
export async function startPasswordProxy(target: number): Promise<PasswordProxy> {
  let refused = 0;
  let passed = 0;
  const wanted = `Basic ${Buffer.from(secret).toString('base64')}`;

  function serve(message: IncomingMessage, response: ServerResponse): void {
    if (message.headers['proxy-authorization'] !== wanted) {
      refused += 1;
      message.resume();
      response.writeHead(407, { 'Proxy-Authenticate': 'Basic realm="Company"' }).end();
      return;
    }
    passed += 1;
    const { method, headers, url = '' } = message;
    // As it came: a URL that is put together anew would lose what was signed.
    const path = url.replace(/^http:\/\/[^/]*/, '');
    const onward = send({ host: '127.0.0.1', port: target, method, path, headers });
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    message.pipe(onward);
  }

  const server = createServer(serve);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    url: `http://${secret.split(':').map(encodeURIComponent).join(':')}@127.0.0.1:${port}`,
    refused: () => refused,
    passed: () => passed,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
