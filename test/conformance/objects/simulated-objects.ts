import { SimulatedFile } from '../../simulation/files/simulated-file.ts';
import { FolderTree } from '../../simulation/files/folder-tree.ts';
import { SimulatedCredentials } from '../../simulation/ports/simulated-credentials.ts';
import { createSimulatedFiles } from '../../simulation/ports/simulated-files.ts';
import { SimulatedHandle } from '../../simulation/ports/simulated-handle.ts';
import { SimulatedObjects } from '../../simulation/ports/simulated-objects.ts';
import { Network } from '../../simulation/server/network.ts';
import { OssModel } from '../../simulation/server/oss-model.ts';
import type { FaultName } from '../../simulation/world/faults.ts';
import { quietWorld, silentWitness, withPassingTime } from '../simulated-world.ts';
import type { ObjectStoreUnderTest } from './object-store-under-test.ts';

const damages: readonly FaultName[] = ['put-flipped', 'byte-flipped'];

/** The object store of the simulation, on a network that loses nothing. */
export function openSimulatedObjects(): Promise<ObjectStoreUnderTest> {
  const rates = new Map<FaultName, number>();
  const world = quietWorld(rates);
  const { time } = world;
  const model = new OssModel(() => time.server);
  const network = new Network(world);
  const credentials = new SimulatedCredentials(world);
  const witness = {
    ...silentWitness,
    // A damaged request is the last one that the damage reaches.
    refused: () => rates.clear(),
    partStored: () => rates.clear(),
  };
  const objects = new SimulatedObjects({ world, model, network, credentials, witness });
  const tree = new FolderTree(() => time.monotonic);
  let inodes = 0;
  objects.readFrom(createSimulatedFiles({ world, tree, witness, isGranted: () => true }));
  return Promise.resolve({
    store: withPassingTime(time, objects),
    target: (key) => ({ accountId: 'main', bucket: 'first', key }),
    file: (size, content = 1) => {
      inodes += 1;
      const file = new SimulatedFile(inodes, content, size, time);
      const source = new SimulatedHandle({ world, tree, witness }, `/f${inodes}`, file, inodes);
      return Promise.resolve((start, end) => ({ source, start, end }));
    },
    expected: (size, content = 1) => {
      inodes += 1;
      const file = new SimulatedFile(inodes, content, size, time);
      const path = `/f${inodes}`;
      tree.set(path, { kind: 'file', file, isSpool: false, locked: false, unreadable: false });
      return Promise.resolve({ path, identity: file.identity });
    },
    damageNextBody: () => {
      for (const name of damages) rates.set(name, 1);
    },
    close: () => Promise.resolve(),
  });
}
