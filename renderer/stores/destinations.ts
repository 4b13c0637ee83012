import { defineStore } from 'pinia';
import { computed } from 'vue';
import type { SavedDestination } from '../../shared/preferences.ts';
import type { AddFilesRequest } from '../bridge.ts';
import { useAccountsStore } from './accounts.ts';
import { usePreferencesStore } from './preferences.ts';

/** Where things go: the places in the sidebar, and the one that a drop takes. */
export const useDestinationsStore = defineStore('destinations', () => {
  const preferences = usePreferencesStore();
  const accounts = useAccountsStore();

  const destinations = computed(() => preferences.preferences.destinations);
  /** Undefined until a person chooses one: the next upload asks where it goes. */
  const current = computed(() => {
    const id = preferences.preferences.currentDestination;
    return destinations.value.find((one) => one.id === id);
  });

  type Place = Pick<SavedDestination, 'accountId' | 'bucket' | 'prefix'>;

  /** What a place is called: the sandbox has the name of its account. */
  function placeOf({ accountId, bucket, prefix }: Place): Pick<Place, 'bucket' | 'prefix'> {
    const account = accounts.find(accountId);
    const named = account?.sandbox === true && prefix === '';
    return { bucket: named ? account.name : bucket, prefix };
  }

  /** The same as one text. */
  function label(place: Place): string {
    const { bucket, prefix } = placeOf(place);
    const path = prefix.replace(/\/$/, '');
    return path === '' ? bucket : `${bucket} / ${path}`;
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
  }: AddFilesRequest): Promise<void> {
    const known = destinations.value.find(
      ({ accountId, bucket, prefix }) =>
        accountId === destination.accountId &&
        bucket === destination.bucket &&
        prefix === destination.prefix,
    );
    const id = known?.id ?? crypto.randomUUID();
    await save({ ...known, ...destination, id, conflictPolicy, options });
  }

  /** No other destination takes the place of the current one: files must not go where nobody chose. */
  async function remove(id: string): Promise<void> {
    const { currentDestination } = preferences.preferences;
    await preferences.change({
      destinations: destinations.value.filter((one) => one.id !== id),
      currentDestination: currentDestination === id ? null : currentDestination,
    });
  }

  /** Those that use an account, and that go with it. */
  function ofAccount(accountId: string): readonly SavedDestination[] {
    return destinations.value.filter((one) => one.accountId === accountId);
  }

  /** What an upload to `destination` carries when nobody says otherwise. */
  function targetOf(destination: SavedDestination): AddFilesRequest {
    const { accountId, bucket, prefix, conflictPolicy, options } = destination;
    return { destination: { accountId, bucket, prefix }, conflictPolicy, options, scanOptions: {} };
  }

  return {
    destinations,
    current,
    label,
    placeOf,
    choose,
    save,
    rememberTarget,
    remove,
    ofAccount,
    targetOf,
  };
});
