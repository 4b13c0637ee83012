import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type EndingSystem, quitCleanly } from '../../../../main/desktop/system/quitting.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** An app whose quit asks those who listen, as Electron's does. */
function running(close: () => Promise<void> = () => Promise.resolve()) {
  const event = { preventDefault: vi.fn() };
  const exit = vi.fn();
  const app = Object.assign(new EventEmitter(), {
    exit,
    quit: () => app.emit('before-quit', event),
  });
  const powerMonitor = new EventEmitter();
  const process = new EventEmitter();
  const closing = vi.fn(close);
  const system = { app, powerMonitor, process } as unknown as EndingSystem;
  const quitting = quitCleanly(closing, system);
  return { app, powerMonitor, process, event, exit, closing, quitting };
}

it('exits when everything has stopped', async () => {
  const stopped = Promise.withResolvers<void>();
  const { app, event, exit, quitting } = running(() => stopped.promise);
  expect(quitting.begun()).toBe(false);
  app.quit();
  expect(quitting.begun()).toBe(true);
  expect(event.preventDefault).toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1000);
  expect(exit).not.toHaveBeenCalled();
  stopped.resolve();
  await vi.advanceTimersByTimeAsync(0);
  expect(exit.mock.calls).toEqual([[0]]);
});

it('waits two seconds for it and no longer, however often it is asked', async () => {
  const { app, exit, closing } = running(() => new Promise(() => undefined));
  app.quit();
  app.quit();
  await vi.advanceTimersByTimeAsync(1999);
  expect(exit).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(exit).toHaveBeenCalledOnce();
  expect(closing).toHaveBeenCalledOnce();
});

it('exits when stopping goes wrong', async () => {
  const { app, exit } = running(() => Promise.reject(new Error('no')));
  app.quit();
  await vi.advanceTimersByTimeAsync(0);
  expect(exit).toHaveBeenCalledOnce();
});

it('asks a computer that shuts down for a moment, and uses it', async () => {
  const { powerMonitor, exit, closing } = running();
  const shutdown = { preventDefault: vi.fn() };
  powerMonitor.emit('shutdown', shutdown);
  expect(shutdown.preventDefault).toHaveBeenCalledOnce();
  await vi.advanceTimersByTimeAsync(0);
  expect(closing).toHaveBeenCalledOnce();
  expect(exit).toHaveBeenCalledOnce();
});

it.each(['SIGINT', 'SIGTERM'])('ends in order at %s', async (signal) => {
  const { process, exit, closing } = running();
  process.emit(signal);
  await vi.advanceTimersByTimeAsync(0);
  expect(closing).toHaveBeenCalledOnce();
  expect(exit).toHaveBeenCalledOnce();
});

it('lets windows close for an update before the quit', () => {
  const { quitting } = running();
  quitting.expect();
  expect(quitting.begun()).toBe(true);
});
