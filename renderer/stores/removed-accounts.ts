import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import { useClient } from '../bridge.ts';
import { useAccountsStore } from './accounts.ts';
import { usePictureStore } from './uploads/picture.ts';

/** Removed accounts that uploads wait for. */
export const useRemovedAccountsStore = defineStore('removed-accounts', () => {
  const accounts = useAccountsStore();
  const store = usePictureStore();
  const waitedFor = shallowRef<readonly string[]>([]);

  /**
   * Each blocked account once, regardless of its number of conditions. As text, because equal texts
   * trigger no watcher.
   */
  const blocked = computed(() => {
    const ids = store.blocked.map(({ accountId }) => accountId).filter(accounts.isRemoved);
    return JSON.stringify([...new Set(ids)]);
  });

  /** Reads the database, because the picture has only some of the uploads. */
  async function check(): Promise<void> {
    const asked = blocked.value;
    const ids = JSON.parse(asked) as readonly string[];
    const { unfinished } = useClient().call.accounts;
    const open = await Promise.all(ids.map((id) => unfinished(id)));
    if (asked === blocked.value) {
      waitedFor.value = ids.filter((_id, index) => (open[index] ?? 0) > 0);
    }
  }

  // The next change retries a failed read.
  watch([blocked, () => store.picture?.uploads], () => void check().catch(() => undefined), {
    immediate: true,
  });

  return { waitedFor };
});
