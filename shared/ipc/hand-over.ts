import type { Envelope } from './define.ts';

/** Maximum number of paths in one call of `batches.handOver`. */
export const mostPathsInCall = 10_000;

/** Maximum UTF-16 code units of all paths in one call; far below the size limit of the call. */
const mostLengthInCall = 8 * 1024 * 1024;

interface HandOverOptions {
  /** Identifies the paths of one drop, so that two drops at the same time stay separate. */
  readonly id: string;
  readonly call: (name: 'handOver' | 'addHandedOver', input: object) => Promise<Envelope<unknown>>;
}

/**
 * Sends any number of paths to the main process in portions, and uploads them as one batch. Stops
 * at the first failed call and resolves with its result.
 *
 * @returns the result of `batches.addHandedOver`
 */
export async function handOverPaths(
  { id, call }: HandOverOptions,
  target: object,
  paths: readonly string[],
): Promise<Envelope<number>> {
  for (const portion of portionsOf(paths)) {
    const answer = await call('handOver', { id, paths: portion });
    if (!answer.ok) return answer;
  }
  return (await call('addHandedOver', { id, target })) as Envelope<number>;
}

function portionsOf(paths: readonly string[]): readonly (readonly string[])[] {
  const portions: string[][] = [];
  let portion: string[] = [];
  let length = 0;
  for (const path of paths) {
    const full = portion.length === mostPathsInCall || length + path.length > mostLengthInCall;
    if (full && portion.length > 0) {
      portions.push(portion);
      portion = [];
      length = 0;
    }
    portion.push(path);
    length += path.length;
  }
  return portion.length === 0 ? portions : [...portions, portion];
}
