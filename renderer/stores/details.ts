import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import type { TransferDetailsView, TransferLine } from '../../shared/ipc/views.ts';
import { useClient } from '../bridge.ts';
import { useNavigationStore } from './navigation.ts';
import { useProgressStore } from './progress.ts';
import { useSelectionStore } from './selection.ts';

/** Samples of the speed curve: two a second for five minutes. */
const mostSamples = 600;
const rereadEvery = 1000;
/**
 * Milliseconds. Rereads the details soon after a part arrives, because its square looks empty until
 * then.
 */
const rereadAfterPart = 200;

export interface SpeedSample {
  /** Seconds since 1970. */
  readonly at: number;
  readonly bytesPerSecond: number;
}

/**
 * All details of the transfer that was selected last. The store rereads them while the transfer
 * moves.
 */
export const useDetailsStore = defineStore('details', () => {
  const selection = useSelectionStore();
  const navigation = useNavigationStore();
  const progress = useProgressStore();
  const details = shallowRef<TransferDetailsView>();
  const samples = shallowRef<readonly SpeedSample[]>([]);
  const gone = ref(false);
  const id = computed(() => (navigation.detailsOpen ? selection.lead : undefined));
  let readAt = 0;
  let partEnded = false;

  async function read(): Promise<void> {
    const wanted = id.value;
    if (wanted === undefined) return;
    readAt = Date.now();
    partEnded = false;
    const answer = await useClient()
      .call.transfers.details(wanted)
      .catch(() => undefined);
    if (wanted !== id.value || answer === undefined) return;
    details.value = answer ?? undefined;
    gone.value = answer === null;
  }

  function take(row: TransferLine): void {
    const at = Date.now() / 1000;
    const last = samples.value.at(-1);
    if (last === undefined || at - last.at >= 0.5) {
      samples.value = [...samples.value, { at, bytesPerSecond: row.speed }].slice(-mostSamples);
    }
    const before = details.value?.partsMoving ?? [];
    if (details.value?.id === row.id) {
      // A row that no longer runs has no parts in flight.
      details.value = { ...details.value, partsMoving: [], ...row };
    }
    const moving = new Set(row.partsMoving?.map(([number]) => number));
    if (before.some(([number]) => !moving.has(number))) partEnded = true;
    if (Date.now() - readAt >= (partEnded ? rereadAfterPart : rereadEvery)) void read();
  }

  watch(
    id,
    () => {
      details.value = undefined;
      samples.value = [];
      gone.value = false;
      void read();
    },
    { immediate: true },
  );
  watch(
    () => progress.latest,
    (update) => {
      const row = update?.changed.find((changed) => changed.id === id.value);
      if (row !== undefined) take(row);
      else if (update?.refresh === true) void read();
    },
  );

  return { id, details, samples, gone, read };
});
