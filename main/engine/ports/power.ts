/**
 * Sleep and network events of this computer. Without a desktop an implementation emits no events.
 */
export interface Power {
  /** Calls `listener` on each event. Returns the unsubscribe function. */
  subscribe(listener: (event: PowerEvent) => void): () => void;
  /** Keeps the computer awake only while `busy` is true, which means that bytes move. */
  setBusy(busy: boolean): void;
}

export type PowerEvent = { readonly name: 'suspend' | 'resume' } | NetworkChange;

/** Addresses of this computer were added or removed. */
export interface NetworkChange {
  readonly name: 'network-changed';
  /** Removed addresses, in the system's notation; connections from other addresses continue. */
  readonly lost: readonly string[];
}
