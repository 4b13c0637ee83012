import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { AccountView } from '../../shared/ipc/views.ts';
import { type Client, useClient } from '../bridge.ts';

export type AccountInput = Parameters<Client['call']['accounts']['save']>[0];

/** The accounts, without their secrets: main receives secrets and never returns them. */
export const useAccountsStore = defineStore('accounts', () => {
  const accounts = shallowRef<readonly AccountView[]>([]);
  const loaded = ref(false);

  async function start(): Promise<() => void> {
    const client = useClient();
    const stop = client.on.accounts.changed((changed) => {
      accounts.value = changed;
    });
    accounts.value = await client.call.accounts.list(undefined);
    loaded.value = true;
    return stop;
  }

  function find(id: string): AccountView | undefined {
    return accounts.value.find((account) => account.id === id);
  }

  /** Accounts that were removed while the window was open; a reconnect restores their fields. */
  const removed = new Map<string, AccountView>();

  /** Whether the account `id` is removed, so that its uploads cannot continue. */
  function isRemoved(id: string): boolean {
    return loaded.value && find(id) === undefined;
  }

  async function reread(): Promise<void> {
    accounts.value = await useClient().call.accounts.list(undefined);
  }

  async function save(input: AccountInput): Promise<AccountView> {
    const saved = await useClient().call.accounts.save(input);
    await reread();
    return saved;
  }

  async function remove(id: string): Promise<void> {
    const account = find(id);
    await useClient().call.accounts.remove(id);
    if (account !== undefined) removed.set(id, { ...account, secrets: 'missing' });
    await reread();
  }

  function unfinished(id: string): Promise<number> {
    return useClient().call.accounts.unfinished(id);
  }

  async function openSandbox(): Promise<AccountView> {
    const account = await useClient().call.accounts.openSandbox(undefined);
    await reread();
    return account;
  }

  return {
    accounts,
    loaded,
    start,
    find,
    /** The data of an account before its removal in this window session. */
    findRemoved: (id: string) => removed.get(id),
    isRemoved,
    unfinished,
    save,
    remove,
    openSandbox,
  };
});
