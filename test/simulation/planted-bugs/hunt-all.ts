import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { adapterBugs } from './adapter-bugs.ts';
import { engineBugs } from './engine-bugs.ts';
import { formerBugs } from './former-bugs.ts';
import type { Catch, Hunt } from './hunt-worker.ts';

/** Every bug that is planted. */
export const plantedBugs = [...engineBugs, ...adapterBugs, ...formerBugs];

const page = new URL('../../../docs/reliability.md', import.meta.url);

/** The seeds that the page records, by the bug's name. A change of the engine can outdate them. */
export function recordedSeeds(): ReadonlyMap<string, number> {
  const table = /<!-- planted-bugs:begin -->(.*)<!-- planted-bugs:end -->/s.exec(
    readFileSync(page, 'utf8'),
  )?.[1];
  const rows = [...(table ?? '').matchAll(/^\| (.+?) +\| .+? +\| (\d+) +\| \d+ +\|$/gm)];
  return new Map(rows.map(([, name = '', seed]) => [name, Number(seed)]));
}

/**
 * Hunts all planted bugs, `threads` at a time. In the order of `plantedBugs`.
 *
 * @param mostSeeds seeds that are tried for each bug, from 1 on
 * @param recorded seeds that are tried before, by the bug's name
 */
export async function huntAll(
  threads: number,
  mostSeeds: number,
  recorded: ReadonlyMap<string, number> = new Map(),
): Promise<readonly Catch[]> {
  const catches: Catch[] = [];
  const names = plantedBugs.map(({ name }, index) => ({ name, index }));
  const work = async (): Promise<void> => {
    for (let next = names.shift(); next !== undefined; next = names.shift()) {
      catches[next.index] = await huntInThread({
        name: next.name,
        mostSeeds,
        recorded: recorded.get(next.name),
      });
    }
  };
  await Promise.all(Array.from({ length: threads }, work));
  return catches;
}

async function huntInThread(hunt: Hunt): Promise<Catch> {
  const worker = new Worker(new URL('./hunt-worker.ts', import.meta.url), { workerData: hunt });
  const caught = Promise.withResolvers<Catch>();
  worker.once('message', caught.resolve);
  worker.once('error', caught.reject);
  worker.once('exit', (code) => {
    caught.reject(new Error(`The hunt for ${hunt.name} ended with code ${code} and no word`));
  });
  return await caught.promise;
}
