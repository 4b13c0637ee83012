import { EventEmitter } from 'node:events';
import { resolve } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { StartArguments } from '../../../../main/desktop/start/start-arguments.ts';
import { listenToSystem } from '../../../../main/desktop/system/system-events.ts';

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
  return { taken, event, tell: (name: string, ...values: unknown[]) => app.emit(name, ...values) };
}

describe('macOS', () => {
  it.each([true, false])('drops a file on the dock, when the app is ready: %s', (ready) => {
    const { taken, event, tell } = listening({ ready });
    tell('open-file', event, '/data/me/电影.mov');
    expect(event.preventDefault).toHaveBeenCalledOnce();
    expect(taken).toEqual([{ ...nothing, paths: ['/data/me/电影.mov'] }]);
  });

  it('opens a link', () => {
    const { taken, event, tell } = listening({ ready: false });
    tell('open-url', event, 'ferry://settings');
    expect(event.preventDefault).toHaveBeenCalledOnce();
    expect(taken).toEqual([{ ...nothing, links: ['ferry://settings'] }]);
  });

  it('clicks the icon in the dock', () => {
    const { taken, event, tell } = listening();
    tell('activate', event, false);
    expect(taken).toEqual([nothing]);
  });

  it('tells of the start itself, which may have been the session’s', () => {
    const { taken, event, tell } = listening({ ready: false });
    tell('activate', event, false);
    expect(taken).toEqual([]);
  });
});

describe('a second start', () => {
  it('hands over its files and links, from where it was started', () => {
    const { taken, event, tell } = listening();
    tell('second-instance', event, ['ferry', 'a.txt'], resolve('/data/me'));
    tell('second-instance', event, ['ferry', 'ferry://failed', 'smuggled'], resolve('/'));
    tell('second-instance', event, ['ferry', '--hidden'], resolve('/'));
    expect(taken).toEqual([
      { ...nothing, paths: [resolve('/data/me/a.txt')] },
      { ...nothing, links: ['ferry://failed'] },
      { ...nothing, hidden: true },
    ]);
  });

  it('of a clone names the clone first', () => {
    const { taken, event, tell } = listening({ packaged: false });
    tell('second-instance', event, ['electron', '.', 'b.txt'], resolve('/data/me'));
    expect(taken).toEqual([{ ...nothing, paths: [resolve('/data/me/b.txt')] }]);
  });
});

it('stays when its last window is gone', () => {
  // Electron quits when nobody listens.
  expect(listening().tell('window-all-closed')).toBe(true);
});
