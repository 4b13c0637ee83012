import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Half of the young generation: from here on it no longer grows. Bytes. */
const youngEnough = 4 * 1024 * 1024;

let watched = false;

/**
 * Keeps the heaps of this process small. V8 sizes them by the memory of the computer: its young
 * generation grows to more than 100 MiB in a queue whose rows live for a moment. The first call
 * counts, the others have no effect.
 *
 * For the command line only. Node warns of flags that change while V8 runs
 * (https://nodejs.org/api/v8.html#v8setflagsfromstringflags); these two are read at each
 * collection. Electron's V8 belongs to Chromium, which may refuse them.
 */
export function keepHeapSmall(): void {
  if (watched) return;
  watched = true;
  // A collection of everything when the old generation is half as large again as what it holds.
  setFlagsFromString('--heap-growing-percent=50');
  // The largest size is fixed before any script runs; whether the next step is taken is not.
  const observer = new PerformanceObserver(() => {
    if (youngCapacity() < youngEnough) return;
    observer.disconnect();
    setFlagsFromString('--semi-space-growth-factor=1');
  });
  observer.observe({ entryTypes: ['gc'] });
}

function youngCapacity(): number {
  const young = getHeapSpaceStatistics().find((space) => space.space_name === 'new_space');
  return young === undefined ? 0 : young.space_used_size + young.space_available_size;
}
