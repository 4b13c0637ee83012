import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { QueueRecovery } from '../../shared/queue-recovery.ts';
import { useClient } from '../bridge.ts';

/** What became of a damaged queue. The window is there before the queue is: the answer comes later. */
export const useQueueRecoveryStore = defineStore('queue-recovery', () => {
  const recovery = shallowRef<QueueRecovery>();

  function start(): void {
    // Why a queue cannot be opened at all is told by those who ask for its rows.
    void useClient()
      .call.app.queueRecovery(undefined)
      .then(
        (answer) => (recovery.value = answer ?? undefined),
        () => undefined,
      );
  }

  return { recovery, start };
});
