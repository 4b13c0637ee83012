import { EventEmitter } from 'node:events';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, afterEach, beforeEach, vi } from 'vitest';
import {
  readStartArguments,
  type StartArguments,
  gatherFiles,
  listenToSystem,
  type EndingSystem,
  quitCleanly,
} from '../../../../main/desktop/system/system-events.ts';

const here = resolve('/somewhere');

describe('readStartArguments', () => {
  it('takes files relative to where they were named', () => {
    const { paths } = readStartArguments(['ferry', 'a.txt', resolve('/b')], false, here);
    expect(paths).toEqual([resolve(here, 'a.txt'), resolve('/b')]);
  });

  it('takes files by their URLs, as file managers of Linux may name them', () => {
    const name = resolve('/somewhere/100 % 船.txt');
    const argv = ['ferry', pathToFileURL(name).href, 'file://elsewhere.example/%zz'];
    expect(readStartArguments(argv, false, here).paths).toEqual([name]);
  });

  it('leaves out the app itself in a clone, and all switches', () => {
    const argv = ['electron', '--inspect=0', '.', '--user-data-dir=/tmp/x', 'a.txt', ''];
    expect(readStartArguments(argv, true, here)).toEqual({
      paths: [resolve(here, 'a.txt')],
      links: [],
      hidden: false,
    });
  });

  it('distinguishes links from files', () => {
    const argv = ['ferry', 'ferry://settings/network', 'FERRY:connect'];
    const { links, paths } = readStartArguments(argv, false, here);
    expect(links).toEqual(['ferry://settings/network', 'FERRY:connect']);
    expect(paths).toEqual([]);
    expect(readStartArguments(['ferry', 'ferry.txt'], false, here).links).toEqual([]);
  });

  it('takes no file from a start that a link began', () => {
    const argv = ['ferry', 'ferry:x', 'secret.txt'];
    expect(readStartArguments(argv, false, here).paths).toEqual([]);
  });

  it('knows a start without a window', () => {
    expect(readStartArguments(['ferry', '--hidden'], false, here).hidden).toBe(true);
    expect(readStartArguments(['electron', '.', '--hidden'], true, here).hidden).toBe(true);
  });
});

const nothing: StartArguments = { paths: [], links: [], hidden: false };

/** What the app takes from the system. */
function listening({ ready = true, packaged = true } = {}) {
  const taken: StartArguments[] = [];
  const events = new EventEmitter();
  const app = Object.assign(events, { isPackaged: packaged, isReady: () => ready });
  listenToSystem({
    app: app as unknown as Parameters<typeof listenToSystem>[0]['app'],
    take: (given) => taken.push(given),
  });
  const event = { preventDefault: vi.fn() };
  return { taken, event, emit: (name: string, ...values: unknown[]) => app.emit(name, ...values) };
}

describe('macOS', () => {
  it.each([true, false])('drops a file on the dock, when the app is ready: %s', (ready) => {
    const { taken, event, emit } = listening({ ready });
    emit('open-file', event, '/data/me/电影.mov');
    expect(event.preventDefault).toHaveBeenCalledOnce();
    expect(taken).toEqual([{ ...nothing, paths: ['/data/me/电影.mov'] }]);
  });

  it('opens a link', () => {
    const { taken, event, emit } = listening({ ready: false });
    emit('open-url', event, 'ferry://settings');
    expect(event.preventDefault).toHaveBeenCalledOnce();
    expect(taken).toEqual([{ ...nothing, links: ['ferry://settings'] }]);
  });

  it('clicks the icon in the dock', () => {
    const { taken, event, emit } = listening();
    emit('activate', event, false);
    expect(taken).toEqual([nothing]);
  });

  it('tells of the start itself, which may have been the session’s', () => {
    const { taken, event, emit } = listening({ ready: false });
    emit('activate', event, false);
    expect(taken).toEqual([]);
  });
});

describe('a second start', () => {
  it('hands over its files and links, from where it was started', () => {
    const { taken, event, emit } = listening();
    emit('second-instance', event, ['ferry', 'a.txt'], resolve('/data/me'));
    emit('second-instance', event, ['ferry', 'ferry://failed', 'smuggled'], resolve('/'));
    emit('second-instance', event, ['ferry', '--hidden'], resolve('/'));
    expect(taken).toEqual([
      { ...nothing, paths: [resolve('/data/me/a.txt')] },
      { ...nothing, links: ['ferry://failed'] },
      { ...nothing, hidden: true },
    ]);
  });

  it('of a clone names the clone first', () => {
    const { taken, event, emit } = listening({ packaged: false });
    emit('second-instance', event, ['electron', '.', 'b.txt'], resolve('/data/me'));
    expect(taken).toEqual([{ ...nothing, paths: [resolve('/data/me/b.txt')] }]);
  });
});

it('stays when its last window is gone', () => {
  // Electron quits without a listener.
  expect(listening().emit('window-all-closed')).toBe(true);
});

describe('gatherFiles', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const nothing: StartArguments = { paths: [], links: [], hidden: false };

  function gathering() {
    const taken: StartArguments[] = [];
    const give = gatherFiles((given) => taken.push(given));
    return { taken, give };
  }

  it('makes one of files that come one by one, and shows the app with the first', () => {
    const { taken, give } = gathering();
    for (const path of ['/a', '/b', '/c']) give({ ...nothing, paths: [path] });
    expect(taken).toEqual([nothing, nothing, nothing]);
    vi.runAllTimers();
    expect(taken.slice(3)).toEqual([{ ...nothing, paths: ['/a', '/b', '/c'] }]);
  });

  it('begins anew after a silence', () => {
    const { taken, give } = gathering();
    give({ ...nothing, paths: ['/a'] });
    vi.runAllTimers();
    give({ ...nothing, paths: ['/b'] });
    vi.runAllTimers();
    const files = taken.map(({ paths }) => paths).filter(({ length }) => length > 0);
    expect(files).toEqual([['/a'], ['/b']]);
  });

  it('holds nothing else back', () => {
    const { taken, give } = gathering();
    const link = { ...nothing, links: ['ferry://failed'] };
    give(link);
    expect(taken).toEqual([link]);
    vi.runAllTimers();
    expect(taken).toEqual([link]);
  });

  it('stays hidden only if every one of them shall', () => {
    const { taken, give } = gathering();
    give({ ...nothing, paths: ['/a'], hidden: true });
    vi.runAllTimers();
    expect(taken.at(-1)).toEqual({ ...nothing, paths: ['/a'], hidden: true });
    give({ ...nothing, paths: ['/b'], hidden: true });
    give({ ...nothing, paths: ['/c'] });
    vi.runAllTimers();
    expect(taken.at(-1)).toEqual({ ...nothing, paths: ['/b', '/c'] });
  });
});

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
