import { onBeforeUnmount } from 'vue';
import { useAccountsStore } from '../../stores/accounts.ts';
import { useNavigationStore } from '../../stores/navigation.ts';
import { usePictureStore } from '../../stores/uploads/picture.ts';
import { useQueueRecoveryStore } from '../../stores/queue-recovery.ts';
import { useSettingsStore } from '../../stores/settings.ts';

/** Subscribes to main while the window is open. Nothing here delays the first frame. */
export function useStartStores(): void {
  const accounts = useAccountsStore();
  const settings = useSettingsStore();
  const stops: (() => void)[] = [usePictureStore().start(), useNavigationStore().start()];

  for (const starting of [accounts.start(), settings.start()]) {
    starting.then(
      (stop) => stops.push(stop),
      () => undefined,
    );
  }
  useQueueRecoveryStore().start();
  onBeforeUnmount(() => {
    for (const stop of stops) stop();
  });
}
