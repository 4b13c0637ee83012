import { defaultSettings } from '../../../shared/settings.ts';
import { SimulatedDisk } from '../../simulation/ports/simulated-disk.ts';
import { createSimulatedStore } from '../../simulation/ports/simulated-store.ts';
import { QueueState } from '../../simulation/queue/queue-state.ts';
import { quietWorld, silentWitness, withPassingTime } from '../simulated-world.ts';
import type { FailingStoreUnderTest } from './failing.ts';
import type { OpenedStoreUnderTest } from './store-under-test.ts';

/** The store of the simulation, on a disk that never fails. */
export function openSimulatedStore(): OpenedStoreUnderTest {
  const world = quietWorld();
  const disk = new SimulatedDisk(world, new QueueState(defaultSettings));
  const store = createSimulatedStore(world, disk, silentWitness);
  return { store: withPassingTime(world.time, store), close: () => disk.close() };
}

/** The store of the simulation, on a disk that the test can spoil. */
export function openSimulatedFailingStore(): Promise<FailingStoreUnderTest> {
  const world = quietWorld();
  const disk = new SimulatedDisk(world, new QueueState(defaultSettings));
  const store = createSimulatedStore(world, disk, silentWitness);
  return Promise.resolve({
    store: withPassingTime(world.time, store),
    setFull(full) {
      disk.setFull(full);
    },
    fail() {
      disk.fail();
    },
    close() {
      disk.close();
      return Promise.resolve();
    },
  });
}
