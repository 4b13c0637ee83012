import { TransferError } from '../../shared/errors.ts';
import { classifyError } from '../oss/responses/classify-error.ts';
import type { TransportProxy } from '../transfer/transport.ts';
import { createTransport } from '../transfer/workers/worker-pool.ts';

/** Timeout of a proxy test in milliseconds. */
const patience = 10_000;

/**
 * Sends one request without keys through a proxy, on its own sockets. Every response of OSS, with
 * any status, means that OSS was reached.
 *
 * @throws TransferError `proxy-authentication`, `certificate-rejected`, `offline` …
 */
export async function tryProxy(proxy: TransportProxy, endpoint: string): Promise<void> {
  const transport = createTransport();
  transport.setProxy(proxy);
  try {
    const answer = await transport.send(
      {
        method: 'GET',
        url: `${new URL(endpoint).origin}/`,
        headers: {},
        body: { kind: 'none' },
        idleTimeout: patience,
      },
      { signal: new AbortController().signal },
    );
    if (answer.status === 407) {
      throw new TransferError({ code: 'proxy-authentication', status: answer.status });
    }
  } catch (thrown) {
    throw classifyError(thrown, { operation: 'ListBuckets', secrets: secretsOf(proxy), now: 0 });
  } finally {
    await transport.close();
  }
}

function secretsOf(proxy: TransportProxy): readonly string[] {
  if (proxy.mode === 'direct') return [];
  const { password } = new URL(proxy.url);
  return password === '' ? [] : [password, decodeURIComponent(password)];
}
