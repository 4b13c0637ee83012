import { createServer as createHttpServer } from 'node:http';
import type { Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';

/** Answers every request of the connection with a page, as the login of a hotel does. */
export function answerPage(client: Socket, html: string): void {
  const portal = createHttpServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'Content-Type': 'text/html', Connection: 'close' }).end(html);
  });
  portal.emit('connection', client);
}

/** Completes a TLS handshake with an unknown certificate, and responds to every request. */
export function speakTls(
  client: Socket,
  pems: { readonly key: string; readonly cert: string },
): void {
  const secure = new TLSSocket(client, {
    isServer: true,
    secureContext: createSecureContext(pems),
  });
  secure.on('error', () => undefined);
  secure.once('data', () => secure.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'));
}
