import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import { isFinal } from '../../../shared/transfer-state.ts';
import type { TransferDetailsView } from '../../../shared/ipc/views.ts';
import { useClient } from '../../bridge.ts';
import { useNavigationStore } from '../navigation.ts';
import { usePictureStore } from './picture.ts';
import { useSelectionStore } from './selection.ts';

/** Samples of the speed curve: two a second for five minutes. */
const mostSamples = 600;
/** Milliseconds between two reads while the picture changes. */
const rereadAfter = 400;

export interface SpeedSample {
  /** Seconds since 1970. */
  readonly at: number;
  readonly bytesPerSecond: number;
}

/** All details of the one selected file. A new picture rereads them while the file is not final. */
export const useDetailsStore = defineStore('details', () => {
  const selection = useSelectionStore();
  const navigation = useNavigationStore();
  const store = usePictureStore();
  const details = shallowRef<TransferDetailsView>();
  const samples = shallowRef<readonly SpeedSample[]>([]);
  const gone = ref(false);
  const id = computed(() => {
    const line = selection.onlyLine;
    if (!navigation.detailsOpen) return undefined;
    return line?.kind === 'upload' ? line.single : line?.kind === 'file' ? line.key : undefined;
  });
  let readAt = 0;
  let reading = false;

  async function read(): Promise<void> {
    const wanted = id.value;
    if (wanted === undefined) return;
    readAt = Date.now();
    reading = true;
    const answer = await useClient()
      .call.transfers.details(wanted)
      .catch(() => undefined);
    reading = false;
    if (wanted !== id.value || answer === undefined) return;
    details.value = answer ?? undefined;
    gone.value = answer === null;
    if (answer !== null) sample(answer.speed);
  }

  function sample(bytesPerSecond: number): void {
    const at = Date.now() / 1000;
    const last = samples.value.at(-1);
    if (last !== undefined && at - last.at < 0.5) return;
    samples.value = [...samples.value, { at, bytesPerSecond }].slice(-mostSamples);
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
    () => store.picture,
    () => {
      const state = details.value?.state.name;
      const line = selection.onlyLine;
      const changed =
        line?.kind === 'file'
          ? line.state.name !== state
          : line?.kind === 'upload' && line.files[state ?? 'queued'] === 0;
      if (state === undefined || reading || (isFinal(state) && !changed)) return;
      if (changed || Date.now() - readAt >= rereadAfter) void read();
    },
  );

  return { id, details, samples, gone, read };
});
