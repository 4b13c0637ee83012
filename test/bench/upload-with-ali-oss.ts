import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { bench, measure, readOrder } from './measurement.ts';

/** As much of ali-oss as is compared; its own types do not fit. */
interface AliOss {
  multipartUpload(
    name: string,
    path: string,
    options: { readonly partSize?: number; readonly parallel?: number },
  ): Promise<unknown>;
  put(name: string, path: string): Promise<unknown>;
}
type AliOssConstructor = new (options: Readonly<Record<string, unknown>>) => AliOss;

const order = readOrder();
const Client = createRequire(import.meta.url)('ali-oss') as AliOssConstructor;
const client = new Client({
  accessKeyId: bench.keys,
  accessKeySecret: bench.keys,
  bucket: bench.bucket,
  region: `oss-${bench.region}`,
  endpoint: order.endpoint,
  authorizationV4: true,
});

async function putAll(folder: string, atOnce: number): Promise<void> {
  const names = readdirSync(folder).values();
  const worker = async () => {
    for (const name of names) await client.put(`ali/${name}`, join(folder, name));
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

const measurement = await measure(async () => {
  if (order.kind === 'small') await putAll(order.path, order.filesAtOnce ?? 16);
  else await client.multipartUpload('ali/large.bin', order.path, { ...order.tuned });
});
process.stdout.write(`${JSON.stringify(measurement)}\n`);
process.exit(0);
