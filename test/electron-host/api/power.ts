import { HostEmitter, strict, type PartOf } from '../strict.ts';

/** Electron's `powerMonitor`. A test emits its events, on real Electron just the same. */
export class HostPowerMonitor
  extends HostEmitter<Electron.PowerMonitor>
  implements PartOf<Electron.PowerMonitor>
{
  onBatteryPower = false;

  constructor() {
    super('powerMonitor');
  }

  isOnBatteryPower(): boolean {
    return this.onBatteryPower;
  }

  getSystemIdleState(): 'active' {
    return 'active';
  }

  getSystemIdleTime(): number {
    return 0;
  }

  getCurrentThermalState(): 'unknown' {
    return 'unknown';
  }
}

/** Electron's `powerMonitor`. */
export const powerMonitor = new HostPowerMonitor();

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
