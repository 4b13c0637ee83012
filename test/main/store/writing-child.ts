import process from 'node:process';
import { openStore } from '../../../main/store/open-store.ts';
import { identity, newBatch, newFile, part } from './sample-rows.ts';

/**
 * Adds transfers and parts as fast as it can, several at a time, and prints each when the store has
 * answered. Runs until it is killed.
 */
const [file = '', round = '0'] = process.argv.slice(2);
const store = await openStore({ file });
const batch = await store.addBatch(newBatch({ name: `round ${round}`, roots: [] }));
process.stdout.write(`batch ${batch.id}\n`);

async function write(lane: number): Promise<never> {
  for (let count = 0; ; count += 1) {
    const name = `${round}-${lane}-${count}`;
    await store.addTransfers(batch.id, [newFile(name)]);
    process.stdout.write(`row ${name}\n`);
  }
}

async function upload(): Promise<never> {
  await store.addTransfers(batch.id, [newFile(`${round}-large`, { lane: 'large' })]);
  const [claimed] = await store.claim('large', 1, []);
  const id = claimed?.id ?? 0;
  await store.intend(id, { partSize: 10, identity: identity(), at: 1 });
  await store.saveUploadId(id, `UPLOAD-${round}`);
  process.stdout.write(`upload ${id} UPLOAD-${round}\n`);
  for (let number = 1; ; number += 1) {
    await store.savePart(id, part(number));
    process.stdout.write(`part ${id} ${number}\n`);
  }
}

await Promise.all([upload(), ...Array.from({ length: 4 }, (_, lane) => write(lane))]);
