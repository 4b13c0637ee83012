import type { FerryBridge } from '../shared/ipc/bridge-api.ts';

declare global {
  interface Window {
    /** Put there by the preload. Read in bridge.ts and nowhere else. */
    readonly ferry: FerryBridge;
  }
}
