import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type {
  FileFilter,
  LineKey,
  PictureSelection,
  PictureView,
} from '../../shared/ipc/picture-question.ts';
import type { Route, SettingsSection } from '../../shared/ipc/views.ts';
import { sandboxAccountId } from '../../shared/transfer.ts';
import { useClient } from '../bridge.ts';
import { useAccountsStore } from './accounts.ts';
import { useDestinationsStore } from './destinations.ts';
import { useNoticesStore } from './notices.ts';
import { allUploads, usePictureStore } from './uploads/picture.ts';
import { useSelectionStore } from './uploads/selection.ts';
import { useUploadsStore } from './uploads/uploads.ts';

/** The list from which an upload was opened, as the user left it. */
interface LeftList {
  readonly view: PictureView;
  readonly range: readonly [number, number];
  readonly offset: number;
  readonly selection: PictureSelection;
  readonly cursorKey: LineKey | undefined;
}

export type PlaceHalf = 'uploads' | 'bucket';

/** What the window diagnoses; an empty bucket for the account alone. */
export interface DiagnosedPlace {
  readonly accountId: string;
  readonly bucket: string;
  readonly prefix: string;
}

/** From this width of the window there is room for the details beside the list. */
const wideWindow = '(min-width: 1440px)';

/** The current view of the window, and its open dialogs. */
export const useNavigationStore = defineStore('navigation', () => {
  const store = usePictureStore();
  const selection = useSelectionStore();
  const accounts = useAccountsStore();
  const destinations = useDestinationsStore();
  const notices = useNoticesStore();
  const uploads = useUploadsStore();
  const route = shallowRef<Route>({ view: 'transfers' });
  const detailsOpen = ref(globalThis.matchMedia(wideWindow).matches);
  const shortcutsOpen = ref(false);
  /** The destination whose form is open: an id, or `new`. */
  const destinationForm = ref<string>();
  const diagnosed = shallowRef<DiagnosedPlace>();
  const plainSecretsOpen = ref(false);
  const left = shallowRef<LeftList>();
  /** Pixels of the list above the screen: now, and where the next list begins. */
  let offset = 0;
  let wantedOffset = 0;

  function go(wanted: Route): void {
    const connected = route.value.view === 'connect' && accounts.accounts.length > 0;
    route.value = wanted;
    if (wanted.view === 'connect' && wanted.waiting !== undefined) uploads.arrived = wanted.waiting;
    if (wanted.view === 'transfers') {
      if (wanted.states?.includes('failed') === true) showView({ kind: 'attention' });
      else if (wanted.batchId !== undefined) openUpload(wanted.batchId);
      else showView(allUploads());
      if (wanted.ask?.kind === 'handed-over') uploads.arrived = wanted.ask;
      if (wanted.ask !== undefined) void uploads.add(wanted.ask, true);
      else if (connected) void uploads.goOnWithArrived();
    }
  }

  function showView(view: PictureView): void {
    route.value = { view: 'transfers' };
    left.value = undefined;
    wantedOffset = 0;
    store.turnTo(view);
  }

  /** The saved destination whose uploads are shown. */
  const openedPlace = computed(() =>
    route.value.view === 'transfers' && store.view.kind === 'uploads'
      ? store.view.place
      : undefined,
  );

  /** What an open place shows: its uploads, or what its bucket holds. */
  const placeHalf = ref<PlaceHalf>('uploads');

  /** Shows a saved destination: its uploads, or what its bucket holds. */
  function openPlace(place: string, half: PlaceHalf = placeHalf.value): void {
    placeHalf.value = half;
    showView({ ...allUploads(), place });
  }

  /**
   * Makes a place the target of the next upload. Another open place would stay the target of the
   * toolbar, so its view ends. A place that the user opens before main has answered stays open.
   */
  async function makeTarget(place: string): Promise<void> {
    const opened = openedPlace.value;
    await notices.attempt(() => destinations.choose(place));
    const isOpen = opened !== undefined && openedPlace.value === opened;
    if (isOpen && opened !== place) showView(allUploads());
  }

  /** Removes a place; uploads to it stay in the list. */
  async function removePlace(place: string): Promise<void> {
    if (openedPlace.value === place) showView(allUploads());
    await notices.attempt(() => destinations.remove(place));
  }

  /** Opens the page of an upload; `back` leads to the list as it was. */
  function openUpload(batchId: number, filter: FileFilter = 'all'): void {
    route.value = { view: 'transfers' };
    if (store.view.kind !== 'upload') {
      const { view, range, selection: selected } = store;
      const { cursorKey } = selection;
      left.value = { view, range, selection: selected, offset, cursorKey };
    }
    wantedOffset = 0;
    store.turnTo({ kind: 'upload', batchId, filter, entered: Date.now(), open: [] });
  }

  function back(): void {
    const list = left.value;
    if (list === undefined) {
      showView(allUploads());
      return;
    }
    left.value = undefined;
    wantedOffset = list.offset;
    store.turnTo(list.view, list.range[0]);
    selection.restore(list.selection, list.cursorKey);
  }

  function openSettings(section: SettingsSection = 'general'): void {
    route.value = { view: 'settings', section };
  }

  /** Opens the form of a saved destination by its id, or of a new one. */
  function editDestination(id: string): void {
    destinationForm.value = id;
  }

  /** Checks an account step by step, with `destination` or else its first place. */
  function diagnose(
    accountId: string,
    destination: Pick<DiagnosedPlace, 'bucket' | 'prefix'> | undefined = destinations
      .ofAccount(accountId)
      .at(0),
  ): void {
    const { bucket = '', prefix = '' } = destination ?? {};
    diagnosed.value = { accountId, bucket, prefix };
  }

  /** Opens the form for the keys of a removed account; the sandbox needs no keys. */
  async function connectAgain(accountId: string): Promise<void> {
    if (accountId === sandboxAccountId) await notices.attempt(accounts.openSandbox);
    else go({ view: 'connect', accountId });
  }

  function start(): () => void {
    return useClient().on.app.navigate(go);
  }

  return {
    route,
    detailsOpen,
    shortcutsOpen,
    destinationForm,
    diagnosed,
    diagnose,
    plainSecretsOpen,
    openedPlace,
    placeHalf,
    makeTarget,
    removePlace,
    editDestination,
    connectAgain,
    go,
    showView,
    openPlace,
    openUpload,
    back,
    openSettings,
    start,
    scrolled(to: number): void {
      offset = to;
    },
    /** Where the list that appears begins; the next one begins at its top again. */
    takeOffset(): number {
      const taken = wantedOffset;
      wantedOffset = 0;
      return taken;
    },
    inTransfers: computed(() => route.value.view === 'transfers'),
    /**
     * Nothing is set up, and nothing was uploaded. Uploads stay visible without an account, because
     * they may wait for a removed account.
     */
    firstRun: computed(
      () =>
        destinations.destinations.length === 0 &&
        accounts.loaded &&
        accounts.accounts.length === 0 &&
        store.picture?.uploads === 0,
    ),
  };
});
