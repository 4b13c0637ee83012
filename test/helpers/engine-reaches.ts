import type { Engine } from '../../main/engine/api.ts';

/**
 * Resolves with what `read` finds; undefined, null and false are nothing. It is asked now and
 * after each update of the engine, which is at most ten times a second: only for what stays
 * once it is there. Rejects when `read` does.
 */
export function engineReaches<Found>(
  engine: Pick<Engine, 'subscribe'>,
  read: () => Promise<Found>,
): Promise<NonNullable<Found>> {
  return new Promise((resolve, reject) => {
    let reading = Promise.resolve();
    let isOver = false;
    const check = async (): Promise<void> => {
      if (isOver) return;
      const found = await read();
      if (found === undefined || found === null || found === false) return;
      isOver = true;
      unsubscribe();
      resolve(found);
    };
    const checkNext = (): void => {
      reading = reading.then(check);
      reading.catch((error: unknown) => {
        isOver = true;
        unsubscribe();
        reject(error instanceof Error ? error : new Error('The read failed.', { cause: error }));
      });
    };
    const unsubscribe = engine.subscribe(checkNext);
    checkNext();
  });
}
