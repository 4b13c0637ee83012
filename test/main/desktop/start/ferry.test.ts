import { afterEach, expect, it, vi } from 'vitest';
import { createLazyFerry } from '../../../../main/desktop/start/ferry.ts';
import type { OpenedQueue } from '../../../../main/opened-queue.ts';

function fakeQueue() {
  const close = vi.fn(() => Promise.resolve());
  return { queue: { close } as unknown as OpenedQueue, close };
}

afterEach(() => {
  vi.useRealTimers();
});

it('opens once, on request', async () => {
  const { queue, close } = fakeQueue();
  const open = vi.fn(() => Promise.resolve(queue));
  const ferry = createLazyFerry(open);
  expect(open).not.toHaveBeenCalled();
  ferry.open();
  ferry.open();
  expect(await ferry.ready).toBe(queue);
  expect(open).toHaveBeenCalledTimes(1);
  await ferry.close();
  expect(close).toHaveBeenCalledTimes(1);
});

it('closes what is still being opened, and what was never opened', async () => {
  await createLazyFerry(() => Promise.reject(new Error('opened'))).close();
  const { queue, close } = fakeQueue();
  const opening = Promise.withResolvers<OpenedQueue>();
  const ferry = createLazyFerry(() => opening.promise);
  ferry.open();
  const closed = ferry.close();
  opening.resolve(queue);
  await closed;
  expect(close).toHaveBeenCalledTimes(1);
});

it('gives every caller the reason when it cannot open, and closes', async () => {
  const ferry = createLazyFerry(() => Promise.reject(new Error('locked')));
  ferry.open();
  await expect(ferry.ready).rejects.toThrow('locked');
  await expect(ferry.close()).resolves.toBeUndefined();
});

it('waits for a page to ask, but not for ever', async () => {
  vi.useFakeTimers();
  const { queue } = fakeQueue();
  const open = vi.fn(() => Promise.resolve(queue));
  const ferry = createLazyFerry(open);
  ferry.openInAnyCase();
  ferry.openInAnyCase();
  expect(open).not.toHaveBeenCalled();
  await vi.runAllTimersAsync();
  expect(await ferry.ready).toBe(queue);
  ferry.open();
  expect(open).toHaveBeenCalledTimes(1);
});

it('opens nothing any more once it was closed', async () => {
  vi.useFakeTimers();
  const open = vi.fn(() => Promise.reject(new Error('opened')));
  const ferry = createLazyFerry(open);
  ferry.openInAnyCase();
  await ferry.close();
  await vi.runAllTimersAsync();
  ferry.open();
  expect(open).not.toHaveBeenCalled();
});
