import { expect, it } from 'vitest';
import { connect } from './helpers/ali-oss.ts';
import { send } from './helpers/raw-request.ts';
import { startForTest } from './helpers/temporary-sandbox.ts';

it('records the request, the bytes and the result', async () => {
  const sandbox = await startForTest();
  const client = connect(sandbox);
  await client.put('a', Buffer.from('four'));
  await client.head('none').catch(() => undefined);
  await client.list({});
  await send(sandbox, { method: 'PATCH', path: '/x' });
  const { bucket, journal } = sandbox;
  expect(journal.entries).toMatchObject([
    { method: 'PUT', operation: 'PutObject', bucket, key: 'a', status: 200, bytesReceived: 4 },
    { method: 'HEAD', operation: 'HeadObject', bucket, key: 'none', status: 404, applied: false },
    { method: 'GET', operation: 'ListObjects', bucket, key: undefined, applied: true },
    { method: 'PATCH', operation: undefined, status: 405 },
  ]);
  expect(journal.count({ operation: 'PutObject' })).toBe(1);
  expect(journal.count({ status: 404, applied: false })).toBe(1);
  journal.clear();
  expect(journal.entries).toEqual([]);
});

it('forgets the oldest above its capacity', async () => {
  const sandbox = await startForTest({ journalCapacity: 4 });
  const client = connect(sandbox);
  for (let index = 0; index < 12; index += 1) await client.put(`k${index}`, Buffer.from('x'));
  const keys = sandbox.journal.entries.map(({ key }) => key);
  expect(keys.length).toBeLessThanOrEqual(5);
  expect(keys.at(-1)).toBe('k11');
});

it('resolves when a condition is met, and when no request runs', async () => {
  const sandbox = await startForTest();
  const { faults, journal } = sandbox;
  await journal.idle();
  const held = faults.add({ when: {}, fault: { kind: 'hold', point: 'response' } });
  const applied = journal.until(() => journal.count({ applied: true }) === 1);
  const sent = connect(sandbox).put('a', Buffer.from('four'));
  await applied;
  let isIdle = false;
  const idle = journal.idle().then(() => {
    isIdle = true;
  });
  expect(journal.entries.map(({ isFinished }) => isFinished)).toEqual([false]);
  expect(isIdle).toBe(false);
  held.release();
  await Promise.all([sent, idle]);
  expect(journal.entries).toMatchObject([{ bytesReceived: 4, isFinished: true }]);
});
