import { createSharedComposable, useIntervalFn, useNow } from '@vueuse/core';

/** The time, once a second, for what counts down. One timer for the whole window. */
export const useSecond = createSharedComposable(() =>
  useNow({ scheduler: (tick) => useIntervalFn(tick, 1000) }),
);
