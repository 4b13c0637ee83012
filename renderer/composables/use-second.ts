import { createSharedComposable, useIntervalFn, useNow } from '@vueuse/core';

/** The current time, updated every second, for countdowns. The whole window shares one timer. */
export const useSecond = createSharedComposable(() =>
  useNow({ scheduler: (tick) => useIntervalFn(tick, 1000) }),
);
