import { computed, type ComputedRef, ref, watchEffect } from 'vue';

/**
 * Whether a part of an opened upload takes its space. Once it does it stays, also when it is empty:
 * what is below keeps its place while the user looks.
 */
export function useReservedSpace(
  batchId: () => number,
  isNeeded: () => boolean,
): ComputedRef<boolean> {
  const keptFor = ref<number>();
  watchEffect(() => {
    if (isNeeded()) keptFor.value = batchId();
  });
  return computed(() => keptFor.value === batchId());
}
