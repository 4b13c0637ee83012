import { isDeepStrictEqual } from 'node:util';
import { expect, it } from 'vitest';
import { SeededRandom } from '../simulation/world/seeded-random.ts';
import { toErrorRecord } from '../../shared/errors.ts';
import { readIds, readPicture } from './store/queue-picture.ts';
import { RandomCalls, type KnownIds, type RandomCall } from './store/random-calls.ts';
import { openRealStore } from './store/real-store.ts';
import { openSimulatedStore } from './store/simulated-store.ts';
import type { Store } from './store/store-under-test.ts';

const seeds = 40;
const callsOfARun = 60;

/** What the two stores returned when they first differed. */
interface Difference {
  readonly seed: number;
  /** All calls so far. */
  readonly calls: readonly string[];
  readonly real: unknown;
  readonly simulated: unknown;
}

async function runCall(store: Store, call: RandomCall, known: KnownIds): Promise<unknown> {
  try {
    return { result: await call.run(store, known) };
  } catch (thrown) {
    return { refused: toErrorRecord(thrown).code };
  }
}

/** Makes the call and returns all that can be seen of it afterwards. */
async function observe(store: Store, call: RandomCall, known: KnownIds): Promise<unknown> {
  const outcome = await runCall(store, call, known);
  return { outcome, picture: await readPicture(store, await readIds(store)) };
}

/** Gives both stores the same calls and compares all that they return, after each call. */
async function findDifference(seed: number): Promise<Difference | undefined> {
  const drawn = new RandomCalls(new SeededRandom(seed, 'calls'));
  const [first, second] = [openRealStore(), openSimulatedStore()];
  const calls: string[] = [];
  try {
    while (calls.length < callsOfARun) {
      const known = await readIds(first.store);
      const call = drawn.next(known);
      calls.push(call.text);
      const simulated = await observe(second.store, call, await readIds(second.store));
      const real = await observe(first.store, call, known);
      if (!isDeepStrictEqual(simulated, real)) return { seed, calls, real, simulated };
    }
    return undefined;
  } finally {
    first.close();
    second.close();
  }
}

it('the SQLite store and the simulated one agree after every call of random histories', async () => {
  for (let seed = 1; seed <= seeds; seed += 1) {
    const difference = await findDifference(seed);
    expect(difference).toBeUndefined();
  }
});
