import { describe, expect, it } from 'vitest';
import { ProgressFeed } from '../../../../main/desktop/calls/progress-feed.ts';
import type { ProgressView } from '../../../../shared/ipc/views.ts';
import { createFakeEngine } from '../../../helpers/fake-engine.ts';
import { createFakeQueue } from '../../../helpers/fake-queue.ts';

function connectedFeed() {
  const told: ProgressView[] = [];
  const engine = createFakeEngine(createFakeQueue());
  const feed = new ProgressFeed((view) => told.push(view));
  const disconnect = feed.connect(engine);
  const heard = () => told.flatMap(({ changed }) => changed.map(({ id }) => id));
  return { engine, feed, disconnect, told, heard };
}

describe('what the window hears', () => {
  it('is of rows that run, and of those on the screen', async () => {
    const { engine, feed, heard } = connectedFeed();
    await engine.move(
      { id: 1, state: { name: 'uploading' } },
      { id: 2, state: { name: 'paused' } },
    );
    expect(heard()).toEqual([1]);
    feed.watch([2]);
    await engine.move({ id: 2, state: { name: 'queued' } }, { id: 3, state: { name: 'queued' } });
    expect(heard()).toEqual([1, 2]);
  });

  it('ends when nobody listens any more', async () => {
    const { engine, disconnect, told } = connectedFeed();
    disconnect();
    await engine.announce({});
    expect(told).toEqual([]);
  });
});

describe('the latest view of a row', () => {
  it('is the one that was told while it runs', async () => {
    const { engine, feed } = connectedFeed();
    await engine.move({ id: 1, state: { name: 'uploading' }, bytesSent: 5 });
    expect(feed.latest(1)?.bytesShown).toBe(5);
    await engine.move({ id: 1, state: { name: 'verifying' }, bytesSent: 9 });
    expect(feed.latest(1)).toMatchObject({ state: { name: 'verifying' }, bytesShown: 9 });
  });

  it('is in the queue as soon as it runs no more, whether its end was told or not', async () => {
    const { engine, feed } = connectedFeed();
    await engine.move({ id: 1, state: { name: 'uploading' } });
    await engine.move({ id: 1, state: { name: 'done', verified: 'crc64' } });
    expect(feed.latest(1)).toBeUndefined();
    await engine.move({ id: 2, state: { name: 'uploading' } });
    await engine.announce({});
    expect(feed.latest(2)).toBeUndefined();
  });
});
