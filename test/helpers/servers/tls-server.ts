import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';
import { onTestFinished } from 'vitest';

const day = 86_400_000;

/**
 * An HTTPS server for one test, with a certificate that it signed itself.
 *
 * @param name the only name of the certificate
 * @param days from now until the certificate ends
 */
export async function startTlsServer(
  name: string,
  days: number,
): Promise<{ readonly port: number; readonly certificate: string }> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'Own' }], {
    notBeforeDate: new Date(Date.now() - 2 * day),
    notAfterDate: new Date(Date.now() + days * day),
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: name }] }],
  });
  const server = createServer({ key, cert }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, certificate: cert };
}
