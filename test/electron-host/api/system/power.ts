import { HostEmitter, strict } from '../../strict.ts';

/** Electron's `powerMonitor`. A test emits its events, on real Electron just the same. */
export const powerMonitor = new HostEmitter<Electron.PowerMonitor>('powerMonitor');

let lastBlocker = 0;

/** Electron's `powerSaveBlocker`. */
export const powerSaveBlocker = strict<Electron.PowerSaveBlocker>('powerSaveBlocker', {
  start: () => ++lastBlocker,
  stop: () => true,
});
