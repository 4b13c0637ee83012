import { defineStore } from 'pinia';
import { computed } from 'vue';
import type { SavedDestination } from '../../shared/preferences.ts';
import type { UploadTarget } from '../bridge.ts';
import { useAccountsStore } from './accounts.ts';
import { usePreferencesStore } from './preferences.ts';

/** Where things go: the places in the sidebar, and the one that a drop takes. */
export const useDestinationsStore = defineStore('destinations', () => {
  const preferences = usePreferencesStore();
  const accounts = useAccountsStore();

  const destinations = computed(() => preferences.preferences.destinations);
  const current = computed(() => {
    const id = preferences.preferences.currentDestination;
    return destinations.value.find((one) => one.id === id) ?? destinations.value[0];
  });

  function label(destination: Pick<SavedDestination, 'accountId' | 'bucket' | 'prefix'>): string {
    if (accounts.find(destination.accountId)?.sandbox === true && destination.prefix === '') {
      return accounts.find(destination.accountId)?.name ?? destination.bucket;
    }
    const prefix = destination.prefix.replace(/\/$/, '');
    return prefix === '' ? destination.bucket : `${destination.bucket} / ${prefix}`;
  }

  async function choose(id: string): Promise<void> {
    await preferences.change({ currentDestination: id });
  }

  /** Adds it, or replaces the one of the same id, and makes it the current one. */
  async function save(destination: SavedDestination): Promise<void> {
    const known = destinations.value.some((one) => one.id === destination.id);
    await preferences.change({
      destinations: known
        ? destinations.value.map((one) => (one.id === destination.id ? destination : one))
        : [...destinations.value, destination],
      currentDestination: destination.id,
    });
  }

  /** Keeps where and how as the destination it names, a new one if there is none yet. */
  async function rememberTarget({
    destination,
    conflictPolicy,
    options,
  }: UploadTarget): Promise<void> {
    const known = destinations.value.find(
      ({ accountId, bucket, prefix }) =>
        accountId === destination.accountId &&
        bucket === destination.bucket &&
        prefix === destination.prefix,
    );
    const id = known?.id ?? crypto.randomUUID();
    await save({ ...known, ...destination, id, conflictPolicy, options });
  }

  async function remove(id: string): Promise<void> {
    const left = destinations.value.filter((one) => one.id !== id);
    const { currentDestination } = preferences.preferences;
    await preferences.change({
      destinations: left,
      currentDestination: currentDestination === id ? (left[0]?.id ?? null) : currentDestination,
    });
  }

  /** What an upload to `destination` carries when nobody says otherwise. */
  function targetOf(destination: SavedDestination): UploadTarget {
    const { accountId, bucket, prefix, conflictPolicy, options } = destination;
    return { destination: { accountId, bucket, prefix }, conflictPolicy, options, scanOptions: {} };
  }

  return { destinations, current, label, choose, save, rememberTarget, remove, targetOf };
});
