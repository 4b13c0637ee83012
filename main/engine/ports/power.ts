/** Sleep and network of this computer. Without a desktop there is one that never says anything. */
export interface Power {
  /** Calls `listener` on each event. Returns the undo. */
  subscribe(listener: (event: PowerEvent) => void): () => void;
  /** Whether bytes move: only then may the computer be kept awake. */
  setBusy(busy: boolean): void;
}

export type PowerEvent = { readonly name: 'suspend' | 'resume' } | NetworkChange;

/** Addresses of this computer came or went. */
export interface NetworkChange {
  readonly name: 'network-changed';
  /** Those that went, as the system writes them; connections from all others go on. */
  readonly lost: readonly string[];
}
