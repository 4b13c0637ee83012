import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { QueueRecovery } from '../../shared/queue-recovery.ts';
import { useClient } from '../bridge.ts';

/**
 * The recovery of a damaged queue. The window opens before the queue, so the response comes later.
 */
export const useQueueRecoveryStore = defineStore('queue-recovery', () => {
  const recovery = shallowRef<QueueRecovery>();

  function start(): void {
    // The calls that read rows report why the queue cannot open.
    void useClient()
      .call.app.queueRecovery(undefined)
      .then(
        (answer) => (recovery.value = answer ?? undefined),
        () => undefined,
      );
  }

  return { recovery, start };
});
