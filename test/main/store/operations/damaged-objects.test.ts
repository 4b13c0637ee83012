import { expect, it } from 'vitest';
import { present, useTestQueue } from '../operations-fixture.ts';
import { newFile } from '../sample-rows.ts';

const queue = useTestQueue();

/** The ETag that the next row comes with. */
function claimEtag(): string | undefined {
  return queue.operations.claim('small', 1, [])[0]?.damagedEtag;
}

it('hands a damaged object out with every row of the object, until one of them is done', () => {
  const [first] = queue.add([newFile('a', { key: 'a' }), newFile('b', { key: 'b' })]);
  const id = present(first);
  queue.operations.claim('small', 1, []);
  queue.operations.saveDamagedObject(id, '"E1"');
  queue.operations.saveDamagedObject(id, '"E2"');
  queue.operations.apply(id, { type: 'requeue' });
  expect(claimEtag()).toBe('"E2"');
  expect(claimEtag()).toBeUndefined();
  queue.operations.apply(id, { type: 'fail', error: { code: 'object-differs' } });
  queue.add([newFile('a', { key: 'a' })]);
  expect(claimEtag()).toBe('"E2"');
  queue.operations.apply(id, { type: 'retry' });
  queue.operations.saveDamagedObject(id, undefined);
  expect(claimEtag()).toBeUndefined();
});

it('forgets a damaged object when a row of it is done', () => {
  const [first] = queue.add([newFile('a', { key: 'a' })]);
  const id = present(first);
  queue.operations.claim('small', 1, []);
  queue.operations.saveDamagedObject(id, '"E"');
  queue.operations.apply(id, { type: 'finish', verified: 'crc64' });
  queue.add([newFile('a', { key: 'a' })]);
  expect(claimEtag()).toBeUndefined();
});
