import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that sends back all it is sent, and secrets of its own. */
export interface EchoServer {
  readonly origin: string;
  /** How many requests came. */
  heard(): number;
  close(): Promise<void>;
}

export interface EchoSecrets {
  readonly cookie: string;
  readonly signature: string;
  readonly token: string;
  readonly bearer: string;
}

/** Refuses every request with an error of OSS that repeats its headers, as badly made servers do. */
export async function startEchoServer(secrets: EchoSecrets): Promise<EchoServer> {
  const { cookie, signature, token, bearer } = secrets;
  const link = `https://b.example.com/k?Signature=${signature}&security-token=${token}`;
  let heard = 0;
  const server = createServer((request, response) => {
    heard += 1;
    // Authorization last: what follows it is hidden anyway.
    const headers = Object.entries(request.headers)
      .toSorted(
        ([one], [other]) => Number(one === 'authorization') - Number(other === 'authorization'),
      )
      .map(([name, value]) => `${name}: ${value?.toString() ?? ''}`);
    const echo = [link, `Bearer ${bearer}`, `cookie=${cookie}`, ...headers].join(' | ');
    const escaped = echo.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
    const securityToken = request.headers['x-oss-security-token'];
    request.resume().on('end', () => {
      response
        .writeHead(403, {
          'Content-Type': 'application/xml',
          'Set-Cookie': `session=${cookie}`,
          'x-oss-request-id': `${securityToken?.toString() ?? bearer} ${bearer}`,
          'x-oss-ec': request.headers.authorization ?? bearer,
          Location: link,
        })
        .end(
          `<Error><Code>AccessDenied</Code><Message>${escaped}</Message>` +
            `<RequestId>${escaped}</RequestId><EC>${escaped}</EC><HostId>${escaped}</HostId></Error>`,
        );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    heard: () => heard,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
