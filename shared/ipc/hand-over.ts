import type { Envelope } from './define.ts';

/** Most paths in one call of `batches.handOver`. */
export const mostPathsInCall = 10_000;

/** UTF-16 code units of all paths in one call: far below what the call may weigh. */
const mostLengthInCall = 8 * 1024 * 1024;

export interface HandOverOptions {
  /** Names what is handed over, so that two drops at the same time stay apart. */
  readonly id: string;
  readonly call: (name: 'handOver' | 'addHandedOver', input: object) => Promise<Envelope<unknown>>;
}

/**
 * Gives main any number of paths, a portion at a time, and has them uploaded as one batch. Stops at
 * the first call that fails and resolves with its answer.
 *
 * @returns the answer of `batches.addHandedOver`
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
