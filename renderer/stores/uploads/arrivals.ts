import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import type { UploadLine } from '../../../shared/ipc/picture.ts';
import { usePictureStore } from './picture.ts';

/** Milliseconds that an upload is shown after it ended. */
export const shownFor = 60_000;

interface Arrival {
  readonly line: UploadLine;
  /** When it leaves, milliseconds since 1970. */
  readonly until: number;
}

/**
 * The uploads that arrived within the last minute, newest first. They stay as long as the pointer or
 * the focus is on them.
 */
export const useArrivalsStore = defineStore('arrivals', () => {
  const picture = usePictureStore();
  const all = shallowRef<readonly Arrival[]>([]);
  /** Uploads that were shown already: the picture names them for a minute. */
  const seen = new Set<string>();
  let held = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function take(arrived: readonly UploadLine[]): void {
    const newest = new Map(arrived.map((line) => [line.batchId, line]));
    const known = all.value.map((one) => ({
      ...one,
      line: newest.get(one.line.batchId) ?? one.line,
    }));
    const fresh = arrived.filter((line) => !seen.has(endOf(line)));
    for (const line of fresh) seen.add(endOf(line));
    const again = new Set(fresh.map(({ batchId }) => batchId));
    const until = Date.now() + shownFor;
    all.value = [
      ...fresh.map((line) => ({ line, until })),
      ...known.filter(({ line }) => !again.has(line.batchId)),
    ];
    expire();
  }

  function expire(): void {
    clearTimeout(timer);
    if (held) return;
    const now = Date.now();
    const left = all.value.filter(({ until }) => until > now);
    if (left.length < all.value.length) all.value = left;
    const next = Math.min(...left.map(({ until }) => until));
    if (left.length > 0) timer = setTimeout(expire, next - now);
  }

  /** Keeps what is shown while the pointer or the focus is on it. */
  function hold(on: boolean): void {
    held = on;
    clearTimeout(timer);
    if (!on) timer = setTimeout(expire, 1500);
  }

  function dismiss(): void {
    held = false;
    all.value = [];
    clearTimeout(timer);
  }

  watch(
    () => picture.picture?.arrived,
    (arrived) => {
      if (arrived !== undefined) take(arrived);
    },
    { immediate: true },
  );
  return { uploads: computed(() => all.value.map(({ line }) => line)), hold, dismiss };
});

/** A retried upload ends again. */
function endOf({ batchId, endedAt = 0 }: UploadLine): string {
  return `${batchId} ${endedAt}`;
}
