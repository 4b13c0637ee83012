import type { FerryBridge } from '../shared/ipc/bridge-api.ts';

declare global {
  interface Window {
    /** Set by the preload. Only bridge.ts reads it. */
    readonly ferry: FerryBridge;
  }
}
