import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { startServerProcess } from './server-process.ts';
import type { Workload } from './workload.ts';

export interface SinkProcess {
  readonly endpoint: string;
  /** File with the certificate to trust; absent without TLS. */
  readonly certificate?: string;
  close(): Promise<void>;
}

/** Starts the sink in a process of its own. It always ends with ours. */
export async function startSink(
  folder: string,
  workload: Workload,
  { secure = false, delay }: { readonly secure?: boolean; readonly delay?: number } = {},
): Promise<SinkProcess> {
  const { objects, blocks } = workload;
  const tls = secure ? await makeCertificate() : undefined;
  const plan = join(folder, secure ? 'plan-tls.json' : 'plan.json');
  writeFileSync(plan, JSON.stringify({ objects, blocks, tls, delay }));
  const server = await startServerProcess('sink.ts', plan);
  const certificate = join(folder, 'certificate.pem');
  if (tls !== undefined) writeFileSync(certificate, tls.cert);
  return {
    endpoint: `${secure ? 'https' : 'http'}://127.0.0.1:${server.port}`,
    ...(secure && { certificate }),
    close: () => server.close(),
  };
}

/** Good for the address itself and for the host name that ali-oss puts in the Host header. */
async function makeCertificate(): Promise<{ readonly key: string; readonly cert: string }> {
  const pems = await generate([{ name: 'commonName', value: 'ferry bench' }], {
    extensions: [
      { name: 'basicConstraints', cA: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 7, ip: '127.0.0.1' },
          { type: 2, value: '*.oss-cn-hangzhou.aliyuncs.com' },
        ],
      },
    ],
  });
  return { key: pems.private, cert: pems.cert };
}
