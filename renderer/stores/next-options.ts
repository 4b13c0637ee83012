import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { SavedDestination } from '../../shared/preferences.ts';
import type { AddFilesRequest } from '../bridge.ts';
import { useDestinationsStore } from './destinations.ts';

/** How to upload: what a place keeps, and what the next upload may change. */
export type PlaceOptions = Pick<SavedDestination, 'conflictPolicy' | 'options'>;

/** Options that hold for the next upload to one place, and are then forgotten. */
export const useNextOptionsStore = defineStore('next-options', () => {
  const destinations = useDestinationsStore();
  const next = shallowRef<PlaceOptions & { readonly place: string }>();

  /** Whether the next upload to a place differs from what the place keeps. */
  function changes(place: SavedDestination): boolean {
    return next.value?.place === place.id;
  }

  /** How the next upload to a place goes. */
  function optionsOf(place: SavedDestination): PlaceOptions {
    return next.value?.place === place.id ? next.value : place;
  }

  function targetOf(place: SavedDestination): AddFilesRequest {
    const { conflictPolicy, options } = optionsOf(place);
    return { ...destinations.targetOf(place), conflictPolicy, options };
  }

  function set(place: string, { conflictPolicy, options }: PlaceOptions): void {
    next.value = { place, conflictPolicy, options };
  }

  /** An upload to a destination began, or the user took the change back. */
  function forget({ accountId, bucket, prefix }: AddFilesRequest['destination']): void {
    const place = destinations.savedAs({ accountId, bucket, prefix });
    if (place?.id === next.value?.place) next.value = undefined;
  }

  return { changes, optionsOf, targetOf, set, forget };
});
