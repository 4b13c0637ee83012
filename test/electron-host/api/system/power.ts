import { HostEmitter, strict } from '../../strict.ts';

/** Electron's `powerMonitor`. A test emits its events, on real Electron just the same. */
export const powerMonitor = new HostEmitter<Electron.PowerMonitor>('powerMonitor');

type BlockerType = Parameters<Electron.PowerSaveBlocker['start']>[0];

const blockers = new Map<number, BlockerType>();
let lastBlocker = 0;

/** Electron's `powerSaveBlocker`. */
export const powerSaveBlocker = strict<Electron.PowerSaveBlocker>('powerSaveBlocker', {
  start(type) {
    blockers.set(++lastBlocker, type);
    return lastBlocker;
  },
  stop: (id) => blockers.delete(id),
  isStarted: (id) => blockers.has(id),
});

/** What keeps the machine awake just now. */
export function activeBlockers(): BlockerType[] {
  return [...blockers.values()];
}
