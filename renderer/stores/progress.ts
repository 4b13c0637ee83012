import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { isAccountCondition } from '../../shared/condition.ts';
import { type ErrorCode, toErrorRecord } from '../../shared/errors.ts';
import type { ProgressView } from '../../shared/ipc/views.ts';
import { useClient } from '../bridge.ts';

/** Seconds of speed that the sparkline shows. */
const remembered = 60;

/** The progress of the queue. Main computes it; this store keeps only the newest update. */
export const useProgressStore = defineStore('progress', () => {
  const latest = shallowRef<ProgressView>();
  /** Why the queue cannot open; the window appears before the queue opens. */
  const refusal = shallowRef<ErrorCode>();
  const conditions = computed(() => latest.value?.conditions ?? []);
  const speeds = shallowRef<readonly number[]>([]);

  function take(view: ProgressView): void {
    if (latest.value !== undefined && view.revision <= latest.value.revision) return;
    latest.value = view;
    refusal.value = undefined;
  }

  /** Reads the current state. */
  async function read(): Promise<void> {
    try {
      take(await useClient().call.transfers.snapshot(undefined));
    } catch (thrown) {
      refusal.value = toErrorRecord(thrown).code;
    }
  }

  function sample(): void {
    speeds.value = [...speeds.value, latest.value?.speed ?? 0].slice(-remembered);
  }

  /**
   * Subscribes before it reads, so that no update is lost. Returns a function that unsubscribes.
   */
  function start(): () => void {
    const client = useClient();
    const stop = client.on.transfers.progress(take);
    const timer = setInterval(sample, 1000);
    void read();
    return () => {
      stop();
      clearInterval(timer);
    };
  }

  return {
    latest,
    refusal,
    speeds,
    read,
    start,
    sample,
    opening: computed(() => latest.value === undefined && refusal.value === undefined),
    revision: computed(() => latest.value?.revision ?? 0),
    counters: computed(() => latest.value?.counters),
    speed: computed(() => latest.value?.speed ?? 0),
    secondsLeft: computed(() => latest.value?.secondsLeft),
    conditions,
    blocked: computed(() => conditions.value.filter(isAccountCondition)),
    scanning: computed(() => latest.value?.scanning ?? 0),
    diskFull: computed(() => conditions.value.some(({ kind }) => kind === 'disk-full')),
  };
});
