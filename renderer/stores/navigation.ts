import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { Route, SettingsSection } from '../../shared/ipc/views.ts';
import { sandboxAccountId } from '../../shared/sandbox-account.ts';
import { useClient } from '../bridge.ts';
import { type TableView, viewFor } from '../model/table-views.ts';
import { useAccountsStore } from './accounts.ts';
import { useNoticesStore } from './notices.ts';
import { useTransferListStore } from './transfer-list.ts';
import { useUploadsStore } from './uploads.ts';

/** The current view of the window, and its open dialogs. */
export const useNavigationStore = defineStore('navigation', () => {
  const list = useTransferListStore();
  const accounts = useAccountsStore();
  const notices = useNoticesStore();
  const uploads = useUploadsStore();
  const route = shallowRef<Route>({ view: 'transfers' });
  const detailsOpen = ref(false);
  const shortcutsOpen = ref(false);
  /** The destination whose form is open: an id, or `new`. */
  const destinationForm = ref<string>();
  const plainSecretsOpen = ref(false);
  const summaryOf = ref<number>();

  function go(wanted: Route): void {
    const connected = route.value.view === 'connect' && accounts.accounts.length > 0;
    route.value = wanted;
    if (wanted.view === 'connect' && wanted.waiting !== undefined) uploads.arrived = wanted.waiting;
    if (wanted.view === 'transfers') {
      list.open({ view: viewFor(wanted.states), batchId: wanted.batchId });
      if (wanted.ask?.kind === 'handed-over') uploads.arrived = wanted.ask;
      if (wanted.ask !== undefined) void uploads.add(wanted.ask, true);
      else if (connected) uploads.askForArrived();
    }
  }

  function openView(view: TableView): void {
    route.value = { view: 'transfers' };
    list.open({ view });
  }

  function openSettings(section: SettingsSection = 'general'): void {
    route.value = { view: 'settings', section };
  }

  /** Opens the form of a saved destination by its id, or of a new one. */
  function editDestination(id: string): void {
    destinationForm.value = id;
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
    summaryOf,
    destinationForm,
    plainSecretsOpen,
    editDestination,
    connectAgain,
    go,
    openView,
    openSettings,
    start,
    inTransfers: computed(() => route.value.view === 'transfers'),
  };
});
