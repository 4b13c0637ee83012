import { setImmediate } from 'node:timers/promises';
import { tellAll } from '../simulation/witness.ts';
import { type FaultName, Faults } from '../simulation/world/faults.ts';
import { SeededRandom } from '../simulation/world/seeded-random.ts';
import { Trace } from '../simulation/world/trace.ts';
import { VirtualTime } from '../simulation/world/virtual-time.ts';
import { World } from '../simulation/world/world.ts';

/** A witness that checks nothing. */
export const silentWitness = tellAll([]);

/**
 * A simulated computer on which no process dies.
 * @param rates of the faults that strike; none unless the test adds some
 */
export function quietWorld(rates: ReadonlyMap<FaultName, number> = new Map()): World {
  return new World({
    time: new VirtualTime(),
    trace: new Trace(false),
    faults: new Faults(rates, new SeededRandom(1, 'faults')),
    random: new SeededRandom(1, 'order'),
    crashAt: [],
  });
}

/** Lets virtual time pass until the promise has settled. */
export async function passTime<T>(time: VirtualTime, promise: Promise<T>): Promise<T> {
  const state = { settled: false };
  const end = () => {
    state.settled = true;
  };
  promise.then(end, end);
  for (;;) {
    // Runs all promise callbacks: they may settle the promise or plan the next event.
    await setImmediate();
    if (state.settled) return await promise;
    if (!time.step()) throw new Error('Nothing is left to happen, and the promise has not settled');
  }
}

/** The same port, with calls that let virtual time pass until they have settled. */
export function withPassingTime<Port extends object>(time: VirtualTime, port: Port): Port {
  return new Proxy(port, {
    get: (target, name) => {
      // With the target as `this`, because private fields are not behind the proxy.
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return (...args: readonly unknown[]) => {
        const result: unknown = Reflect.apply(value, target, args);
        return result instanceof Promise ? passTime(time, result) : result;
      };
    },
  });
}
