import { defineStore } from 'pinia';
import { computed } from 'vue';
import type { PlaceHue, SavedDestination } from '../../shared/preferences.ts';
import { usualScan } from '../../shared/upload/upload-options.ts';
import type { AddFilesRequest } from '../bridge.ts';
import { hueAt, leastUsedHue } from '../model/names/place-hue.ts';
import { useAccountsStore } from './accounts.ts';
import { usePictureStore } from './uploads/picture.ts';
import { usePreferencesStore } from './preferences.ts';
import { useUndoStore } from './uploads/undo.ts';

/** The saved destinations of the sidebar, and the current one that a drop uses. */
export const useDestinationsStore = defineStore('destinations', () => {
  const preferences = usePreferencesStore();
  const accounts = useAccountsStore();
  const picture = usePictureStore();
  const undo = useUndoStore();

  const destinations = computed(() => preferences.preferences.destinations);
  /** Undefined until the user chooses a destination; then the next upload asks. */
  const current = computed(() => {
    const id = preferences.preferences.currentDestination;
    return destinations.value.find((one) => one.id === id);
  });

  /** Where the next upload goes: the open place, else the current destination. */
  const target = computed(() => {
    const place = picture.view.kind === 'uploads' ? picture.view.place : undefined;
    return destinations.value.find(({ id }) => id === place) ?? current.value;
  });

  type Place = Pick<SavedDestination, 'accountId' | 'bucket' | 'prefix'>;

  /** The displayed place of a destination: the sandbox shows the name of its account. */
  function placeOf({ accountId, bucket, prefix }: Place): Pick<Place, 'bucket' | 'prefix'> {
    const account = accounts.find(accountId);
    const named = account?.sandbox === true && prefix === '';
    return { bucket: named ? account.name : bucket, prefix };
  }

  /** The displayed place as one text. */
  function label(place: Place): string {
    const { bucket, prefix } = placeOf(place);
    const path = prefix.replace(/\/$/, '');
    return path === '' ? bucket : `${bucket} / ${path}`;
  }

  /** The saved destination that is the same account, bucket and prefix. */
  function savedAs({ accountId, bucket, prefix }: Place): SavedDestination | undefined {
    return destinations.value.find(
      (one) => one.accountId === accountId && one.bucket === bucket && one.prefix === prefix,
    );
  }

  /** The name of a place without a name of the user: the bucket and the last folder. */
  function defaultNameOf(place: Place): string {
    const { bucket, prefix } = placeOf(place);
    const last = prefix.split('/').findLast((folder) => folder !== '');
    return last === undefined ? bucket : `${bucket}/${last}`;
  }

  /** The name of a place: the user's, or the default. */
  function nameOf(place: Place): string {
    const named = savedAs(place)?.name;
    return named === undefined || named === '' ? defaultNameOf(place) : named;
  }

  /** The hue of a place's mark: the user's, or one by its position. */
  function hueOf(place: Place): PlaceHue {
    const saved = savedAs(place);
    return saved === undefined ? 'slate' : (saved.hue ?? hueAt(destinations.value.indexOf(saved)));
  }

  /** The destinations with the hues that they have now, before their order changes. */
  function withHues(): readonly SavedDestination[] {
    return destinations.value.map((one) => ({ ...one, hue: hueOf(one) }));
  }

  /** The hue that the fewest places have, for a new place. */
  function nextHue(): PlaceHue {
    return leastUsedHue(destinations.value.map(hueOf));
  }

  /** Moves a destination to a position in the sidebar; 0 is the first. */
  async function moveTo(id: string, position: number): Promise<void> {
    const moved = withHues().find((one) => one.id === id);
    const last = destinations.value.length - 1;
    const to = Math.min(last, Math.max(0, position));
    if (moved === undefined || destinations.value[to]?.id === id) return;
    const others = withHues().filter((one) => one.id !== id);
    await preferences.change({ destinations: others.toSpliced(to, 0, moved) });
  }

  /** Moves a destination up or down in the sidebar. */
  async function move(id: string, by: 1 | -1): Promise<void> {
    await moveTo(id, destinations.value.findIndex((one) => one.id === id) + by);
  }

  async function choose(id: string): Promise<void> {
    await preferences.change({ currentDestination: id });
  }

  /**
   * Adds a destination, or replaces the one with the same id. It becomes the current one only where
   * there is none: files must not go to a destination that the user did not choose.
   */
  async function save(destination: SavedDestination): Promise<void> {
    const known = destinations.value.find((one) => one.id === destination.id);
    await preferences.change({
      destinations:
        known !== undefined
          ? destinations.value.map((one) => (one.id === destination.id ? destination : one))
          : [...destinations.value, { hue: nextHue(), ...destination }],
      ...(current.value === undefined && { currentDestination: destination.id }),
    });
    if (known === undefined || JSON.stringify(known) === JSON.stringify(destination)) return;
    undo.offer({
      text: 'undo.placeChanged',
      name: nameOf(destination),
      undo: () =>
        preferences.change({
          destinations: destinations.value.map((one) => (one.id === known.id ? known : one)),
        }),
    });
  }

  /** Notes that an upload to a saved destination began now. */
  async function noteUse(place: Place): Promise<void> {
    const used = savedAs(place);
    if (used === undefined) return;
    await preferences.change({
      destinations: destinations.value.map((one) =>
        one.id === used.id ? { ...one, usedAt: Date.now() } : one,
      ),
    });
  }

  /** Saves a target as the destination that it names, or as a new destination. */
  async function rememberTarget({
    destination,
    conflictPolicy,
    options,
  }: AddFilesRequest): Promise<void> {
    const known = savedAs(destination);
    const id = known?.id ?? crypto.randomUUID();
    await save({ ...known, ...destination, id, conflictPolicy, options });
  }

  /**
   * Removing the current destination selects no other: files must not go to a destination that the
   * user did not choose.
   */
  async function remove(id: string): Promise<void> {
    const { currentDestination } = preferences.preferences;
    const at = destinations.value.findIndex((one) => one.id === id);
    const removed = destinations.value[at];
    if (removed === undefined) return;
    const name = nameOf(removed);
    await preferences.change({
      destinations: withHues().filter((one) => one.id !== id),
      currentDestination: currentDestination === id ? null : currentDestination,
    });
    undo.offer({
      text: 'undo.placeRemoved',
      name,
      undo: () =>
        preferences.change({
          destinations: destinations.value.toSpliced(at, 0, removed),
          ...(currentDestination === id && { currentDestination }),
        }),
    });
  }

  /** The destinations of an account; Ferry removes them with the account. */
  function ofAccount(accountId: string): readonly SavedDestination[] {
    return destinations.value.filter((one) => one.accountId === accountId);
  }

  /** The default target of an upload to `destination`. */
  function targetOf(destination: SavedDestination): AddFilesRequest {
    const { accountId, bucket, prefix, conflictPolicy, options } = destination;
    return {
      destination: { accountId, bucket, prefix },
      conflictPolicy,
      options,
      scanOptions: usualScan,
    };
  }

  return {
    destinations,
    current,
    target,
    label,
    placeOf,
    savedAs,
    defaultNameOf,
    nameOf,
    hueOf,
    nextHue,
    moveTo,
    move,
    choose,
    save,
    noteUse,
    rememberTarget,
    remove,
    ofAccount,
    targetOf,
  };
});
