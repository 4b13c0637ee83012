import { EventEmitter } from 'node:events';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { gatherFor, StoreClient } from '../../../main/store/open-store.ts';
import type { StoreMessage, StoreRequest } from '../../../main/store/store-calls.ts';

/** A worker whose answers the test sends. */
class ScriptedWorker extends EventEmitter {
  readonly requests: StoreRequest[] = [];

  postMessage(request: StoreRequest): void {
    this.requests.push(request);
  }

  send(message: StoreMessage): void {
    this.emit('message', message);
  }

  answer(...results: readonly unknown[]): void {
    this.send({ type: 'results', results, failures: [], commits: this.requests.length });
  }
}

/** Lets everything happen that was started in this turn of the event loop, or by that. */
async function nextTurn(): Promise<void> {
  for (let turn = 0; turn < 2; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function start(): { worker: ScriptedWorker; client: StoreClient } {
  const worker = new ScriptedWorker();
  return { worker, client: new StoreClient(worker, () => 77) };
}

describe('the ends of transfers', () => {
  const end = (client: StoreClient, id: number) =>
    client.call('apply', [id, { type: 'finish', verified: 'crc64' }]);

  const stopTimers = () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
  };

  it('wait for more of their kind, and go with the next other call', async () => {
    stopTimers();
    const { worker, client } = start();
    void end(client, 1);
    await nextTurn();
    void end(client, 2);
    await nextTurn();
    expect(worker.requests).toEqual([]);
    void client.call('claim', ['small', 1, []]);
    await nextTurn();
    const names = worker.requests.map((one) => one.type === 'calls' && one.calls.map(([n]) => n));
    expect(names).toEqual([['apply', 'apply', 'claim']]);
  });

  it('wait for nothing when there are many of them', async () => {
    stopTimers();
    const { worker, client } = start();
    for (let id = 0; id < 100; id += 1) void end(client, id);
    await nextTurn();
    expect(worker.requests).toHaveLength(1);
  });

  it('go by themselves when nothing follows', () => {
    stopTimers();
    const { worker, client } = start();
    void end(client, 1);
    vi.advanceTimersByTime(gatherFor);
    expect(worker.requests).toHaveLength(1);
  });

  it('and other calls never travel while a commit is under way', async () => {
    const { worker, client } = start();
    // The event loop runs its timers between this phase and the next immediate callback.
    await nextTurn();
    void end(client, 1);
    setTimeout(() => void client.call('settings', []), gatherFor);
    // Both timers run before the message of the next call is posted.
    const until = performance.now() + 3 * gatherFor;
    while (performance.now() < until);
    void client.call('batch', [1]);
    await nextTurn();
    await nextTurn();
    expect(worker.requests).toHaveLength(1);
    worker.answer(true, undefined);
    await nextTurn();
    expect(worker.requests[1]).toMatchObject({ calls: [['settings']] });
  });

  it('are on disk before a close', async () => {
    const { worker, client } = start();
    const ended = end(client, 1);
    const closed = client.close();
    await nextTurn();
    worker.answer(true);
    expect(await ended).toBe(true);
    await nextTurn();
    expect(worker.requests.map(({ type }) => type)).toEqual(['calls', 'close']);
    worker.send({ type: 'closed' });
    await closed;
  });
});

describe('calls', () => {
  it('of one turn go together, with the time', async () => {
    const { worker, client } = start();
    const calls = [client.call('batch', [1]), client.call('settings', [])];
    await nextTurn();
    expect(worker.requests).toEqual([
      { type: 'calls', now: 77, calls: [['batch', 1], ['settings']] },
    ]);
    worker.answer('one', 'two');
    expect(await Promise.all(calls)).toEqual(['one', 'two']);
  });

  it('are collected while a commit is under way, and go as one message', async () => {
    const { worker, client } = start();
    const first = client.call('batch', [1]);
    await nextTurn();
    const later: Promise<unknown>[] = [];
    for (const id of [2, 3, 4]) {
      later.push(client.call('batch', [id]));
      await nextTurn();
    }
    expect(worker.requests).toHaveLength(1);
    worker.answer('one');
    await nextTurn();
    expect(worker.requests[1]).toMatchObject({
      calls: [
        ['batch', 2],
        ['batch', 3],
        ['batch', 4],
      ],
    });
    worker.answer('two', 'three', 'four');
    expect(await Promise.all([first, ...later])).toEqual(['one', 'two', 'three', 'four']);
    expect(client.commits).toBe(2);
  });

  it('of a picture overtake what waits, but not twice in a row', async () => {
    const { worker, client } = start();
    const names = () =>
      worker.requests.map((one) => (one.type === 'calls' ? one.calls.map(([name]) => name) : []));
    void client.call('batch', [1]);
    await nextTurn();
    void client.call('applyToAll', [{ ids: [1] }, { type: 'pause' }]);
    const facts = client.call('uploadFacts', [[1]]);
    const tree = client.call('tree', [{}]);
    worker.answer('one');
    await nextTurn();
    void client.call('uploadMark', []);
    worker.answer('facts', 'tree');
    expect(await Promise.all([facts, tree])).toEqual(['facts', 'tree']);
    await nextTurn();
    expect(names()).toEqual([['batch'], ['uploadFacts', 'tree'], ['applyToAll', 'uploadMark']]);
  });

  it('that answers lead to go together', async () => {
    const { worker, client } = start();
    const lanes = [1, 2, 3].map(async (id) => {
      await client.call('batch', [id]);
      return client.call('batch', [id + 10]);
    });
    await nextTurn();
    worker.answer('one', 'two', 'three');
    await nextTurn();
    expect(worker.requests).toHaveLength(2);
    worker.answer('eleven', 'twelve', 'thirteen');
    expect(await Promise.all(lanes)).toEqual(['eleven', 'twelve', 'thirteen']);
  });

  it('fail one by one', async () => {
    const { worker, client } = start();
    const outcomes = Promise.allSettled([client.call('batch', [1]), client.call('batch', [2])]);
    await nextTurn();
    const error = { code: 'database-failed', detail: 'No' } as const;
    worker.send({
      type: 'results',
      results: ['one', undefined],
      failures: [[1, error]],
      commits: 1,
    });
    expect(await outcomes).toMatchObject([
      { value: 'one' },
      {
        reason: { message: 'batch: No', record: { code: 'database-failed', detail: 'batch: No' } },
      },
    ]);
  });
});

describe('close', () => {
  it('comes after everything that was handed in', async () => {
    const { worker, client } = start();
    const first = client.call('batch', [1]);
    await nextTurn();
    const second = client.call('batch', [2]);
    const closing = client.close();
    await nextTurn();
    expect(worker.requests.map(({ type }) => type)).toEqual(['calls']);
    worker.answer('one');
    await first;
    await nextTurn();
    expect(worker.requests.map(({ type }) => type)).toEqual(['calls', 'calls']);
    worker.answer('two');
    await second;
    expect(worker.requests.map(({ type }) => type)).toEqual(['calls', 'calls', 'close']);
    worker.send({ type: 'closed' });
    await closing;
  });

  it('comes after calls of the same turn', async () => {
    const { worker, client } = start();
    const call = client.call('batch', [1]);
    const closing = client.close();
    await nextTurn();
    worker.answer('one');
    await call;
    worker.send({ type: 'closed' });
    await closing;
    expect(worker.requests.map(({ type }) => type)).toEqual(['calls', 'close']);
  });
});

describe('a worker that ends by itself', () => {
  it('leaves no call without an answer', async () => {
    const { worker, client } = start();
    const sent = client.call('batch', [1]);
    await nextTurn();
    const waiting = client.call('batch', [2]);
    worker.emit('error', new Error('out of memory'));
    worker.emit('exit', 1);
    const stopped = { code: 'database-failed', message: 'The store stopped: out of memory' };
    await expect(sent).rejects.toMatchObject(stopped);
    await expect(waiting).rejects.toMatchObject(stopped);
    await expect(client.call('batch', [3])).rejects.toMatchObject(stopped);
    await client.close();
    expect(worker.requests).toHaveLength(1);
  });

  it('ends a close that waits for it', async () => {
    const { worker, client } = start();
    const closing = client.close();
    worker.emit('exit', 1);
    await expect(closing).resolves.toBeUndefined();
  });

  it('reports that the queue cannot be opened, after it has closed all files', async () => {
    const { worker, client } = start();
    const opened = client.opened();
    worker.send({ type: 'refused', error: { code: 'database-locked' } });
    await expect(Promise.race([opened, nextTurn()])).resolves.toBeUndefined();
    worker.emit('exit', 0);
    await expect(opened).rejects.toMatchObject({ code: 'database-locked' });
  });
});

describe('onDiskFull', () => {
  it('reports every change until it unsubscribes', () => {
    const { worker, client } = start();
    const heard: boolean[] = [];
    const undo = client.onDiskFull((full) => void heard.push(full));
    worker.send({ type: 'disk', full: true });
    worker.send({ type: 'disk', full: false });
    undo();
    worker.send({ type: 'disk', full: true });
    expect(heard).toEqual([true, false]);
  });

  it('reports a full disk to a later listener, unless it unsubscribes first', async () => {
    const { worker, client } = start();
    worker.send({ type: 'disk', full: true });
    const heard: string[] = [];
    client.onDiskFull((full) => void heard.push(`stays ${full}`));
    client.onDiskFull((full) => void heard.push(`leaves ${full}`))();
    await nextTurn();
    expect(heard).toEqual(['stays true']);
  });
});
