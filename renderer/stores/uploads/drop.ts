import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { useAccountsStore } from '../accounts.ts';
import { useDestinationsStore } from '../destinations.ts';
import { useUploadsStore } from './uploads.ts';

/** What lies under the pointer of a drag. Everything that is no place and no tile is `target`. */
export type DropSpot =
  | { readonly kind: 'target' }
  | { readonly kind: 'place'; readonly id: string }
  | { readonly kind: 'new' }
  | { readonly kind: 'options' };

/** Files and folders that are held over the window. */
export interface HeldItems {
  /** 0 when the system does not tell. */
  readonly items: number;
  readonly over: DropSpot;
  /** The user pressed Escape: nothing happens with these items. */
  readonly refused: boolean;
}

/** A drag over the window, and where its items go when they are dropped. */
export const useDropStore = defineStore('drop', () => {
  const accounts = useAccountsStore();
  const destinations = useDestinationsStore();
  const uploads = useUploadsStore();
  const held = shallowRef<HeldItems>();

  /** @param ask ask where and how first: Alt is pressed */
  async function drop(files: readonly File[], over: DropSpot, ask: boolean): Promise<void> {
    const upload = { kind: 'files', files } as const;
    // Destinations are known before the queue opens and lists its accounts.
    const isReady = accounts.accounts.length > 0 || destinations.destinations.length > 0;
    if (!isReady) uploads.arrived = upload;
    else if (over.kind === 'new') uploads.askWhere(upload, 'new');
    else {
      const id = over.kind === 'place' ? over.id : undefined;
      const place = destinations.destinations.find((one) => one.id === id);
      await uploads.add(upload, ask || over.kind === 'options', place);
    }
  }

  return {
    held,
    /** The items that can be dropped now. */
    shown: computed(() => (held.value?.refused === true ? undefined : held.value)),
    drop,
    /** With the sheet open, the items of the next upload are already chosen. */
    takes: () => uploads.pending === undefined,
  };
});
