import { expect, it } from 'vitest';
import { Mutex } from '../../../../main/engine/queue/mutex.ts';

it('runs work one after the other, in order, also after one that failed', async () => {
  const mutex = new Mutex();
  const log: string[] = [];
  const gate = Promise.withResolvers<void>();
  const error = new Error('no');
  const first = mutex.run(async () => {
    log.push('first begins');
    await gate.promise;
    log.push('first ends');
    return 1;
  });
  const second = mutex.run(() => {
    log.push('second');
    return Promise.reject(error);
  });
  const third = mutex.run(() => {
    log.push('third');
    return Promise.resolve(3);
  });
  const results = Promise.allSettled([first, second, third]);
  gate.resolve();
  expect(await results).toEqual([
    { status: 'fulfilled', value: 1 },
    { status: 'rejected', reason: error },
    { status: 'fulfilled', value: 3 },
  ]);
  expect(log).toEqual(['first begins', 'first ends', 'second', 'third']);
});
