/** Sleep and network of this computer. Without a desktop there is one that never says anything. */
export interface Power {
  /** Calls `listener` on each event. Returns the undo. */
  subscribe(listener: (event: PowerEvent) => void): () => void;
  /** Whether bytes move: only then may the computer be kept awake. */
  setBusy(busy: boolean): void;
}

/** `network-added`: an address came and none went, so that every socket can still be alive. */
export type PowerEvent = 'suspend' | 'resume' | 'network-changed' | 'network-added';
