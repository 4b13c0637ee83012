import { onBeforeUnmount, watch } from 'vue';
import { useAccountsStore } from '../stores/accounts.ts';
import { useNavigationStore } from '../stores/navigation.ts';
import { useProgressStore } from '../stores/progress.ts';
import { useQueueRecoveryStore } from '../stores/queue-recovery.ts';
import { useSettingsStore } from '../stores/settings.ts';
import { useTransferListStore } from '../stores/transfer-list.ts';

/** Subscribes to main while the window is open. Nothing here delays the first frame. */
export function useStartStores(): void {
  const accounts = useAccountsStore();
  const settings = useSettingsStore();
  const list = useTransferListStore();
  const stops: (() => void)[] = [useProgressStore().start(), useNavigationStore().start()];

  for (const starting of [accounts.start(), settings.start()]) {
    starting.then(
      (stop) => stops.push(stop),
      () => undefined,
    );
  }
  useQueueRecoveryStore().start();
  void list.reload();
  watch(
    () => accounts.accounts,
    () => {
      list.reloadSoon();
    },
  );
  onBeforeUnmount(() => {
    for (const stop of stops) stop();
  });
}
