import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import { useClient } from '../bridge.ts';
import { useAccountsStore } from './accounts.ts';
import { useBatchesStore } from './batches.ts';
import { useProgressStore } from './progress.ts';

/** Accounts that are no longer connected, and for which uploads wait. */
export const useRemovedAccountsStore = defineStore('removed-accounts', () => {
  const accounts = useAccountsStore();
  const batches = useBatchesStore();
  const progress = useProgressStore();
  const waitedFor = shallowRef<readonly string[]>([]);

  /** Each once, however many troubles it was in; as text, which is the same until one changes. */
  const blocked = computed(() => {
    const ids = progress.blocked.map(({ accountId }) => accountId).filter(accounts.isRemoved);
    return JSON.stringify([...new Set(ids)]);
  });

  /** Asks the database, because the window knows only some of the batches. */
  async function look(): Promise<void> {
    const asked = blocked.value;
    const ids = JSON.parse(asked) as readonly string[];
    const { unfinished } = useClient().call.accounts;
    const open = await Promise.all(ids.map((id) => unfinished(id)));
    if (asked === blocked.value) {
      waitedFor.value = ids.filter((_id, index) => (open[index] ?? 0) > 0);
    }
  }

  // What is not answered now is asked again with the next change.
  watch([blocked, () => batches.batches], () => void look().catch(() => undefined), {
    immediate: true,
  });

  return { waitedFor };
});
