import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  overallProgress,
  taskbarProgress,
  trayState,
  type TrayState,
  trayIcon,
  type TrayTheme,
} from '../../../../main/desktop/tray/tray-model.ts';
import { sampleCounters } from '../sample-transfers.ts';

const some = { files: 2, bytes: 100 };
const calm = { blocked: false, stopped: false };

it.each([
  ['idle', {}, calm],
  ['idle', { done: some, skipped: some, cancelled: some }, calm],
  ['active', { uploading: some, paused: some }, calm],
  ['active', { verifying: some }, calm],
  ['active', { queued: some, paused: some }, calm],
  ['active', { waiting: some }, calm],
  ['paused', { paused: some }, calm],
  ['paused', { paused: some, waiting: some }, calm],
  ['attention', { uploading: some, failed: some }, calm],
  ['attention', { uploading: some }, { ...calm, blocked: true }],
  ['attention', {}, { ...calm, blocked: true }],
  ['attention', { queued: some }, { ...calm, stopped: true }],
] as const)('the tray is %s with %j and %j', (state, states, facts) => {
  expect(trayState({ counters: sampleCounters(states), ...facts })).toBe(state);
});

it.each([
  ['nothing is in the queue', { done: some, failed: some }, 100, undefined],
  ['all that is left is paused', { paused: some }, 50, 0.5],
  ['nothing has moved', { queued: some }, 0, 0],
  ['what is done does not count', { queued: some, done: some }, 150, 0.5],
  ['what is paused counts', { uploading: some, paused: some }, 50, 0.25],
  ['counters are ahead of the states', { uploading: some }, 300, 1],
  ['counters are behind the states', { uploading: some, done: some }, 20, 0],
] as const)('progress when %s', (_, states, bytesSent, progress) => {
  expect(overallProgress(sampleCounters(states, bytesSent))).toBe(progress);
});

describe('the picture of the tray', () => {
  const folder = fileURLToPath(new URL('../../../../resources/tray', import.meta.url));
  const states: readonly TrayState[] = ['idle', 'active', 'paused', 'attention'];

  function theme(platform: NodeJS.Platform, dark: boolean, desktop?: string): TrayTheme {
    return { platform, dark, desktop };
  }

  it.each([
    [theme('win32', false), 'idle-light.png', false],
    [theme('win32', true), 'idle-dark.png', false],
    [theme('linux', false, 'KDE'), 'idle-light.png', false],
    [theme('linux', true, 'KDE'), 'idle-dark.png', false],
    [theme('linux', false, 'ubuntu:GNOME'), 'idle-dark.png', false],
    [theme('linux', false), 'idle-light.png', false],
    [theme('darwin', false), 'idle-template.png', true],
    [theme('darwin', true), 'idle-template.png', true],
  ] as const)('for %j it is %s', (given, file, template) => {
    expect(trayIcon('icons', 'idle', given)).toEqual({ path: join('icons', file), template });
  });

  const themes = [theme('win32', false), theme('win32', true), theme('darwin', false)];

  describe.each(themes)('the pictures for %j', (given) => {
    it.each(states)('show %s in the size and twice the size of a tray', (state) => {
      const { path } = trayIcon(folder, state, given);
      expect(widthOf(path)).toBe(16);
      expect(widthOf(path.replace('.png', '@2x.png'))).toBe(32);
    });

    it('differ by state', () => {
      const pictures = states.map((state) =>
        readFileSync(trayIcon(folder, state, given).path, 'hex'),
      );
      expect(new Set(pictures).size).toBe(states.length);
    });
  });

  function widthOf(path: string): number | undefined {
    return existsSync(path) ? readFileSync(path).readUInt32BE(16) : undefined;
  }
});

describe('taskbarProgress', () => {
  const some = { files: 2, bytes: 100 };
  const calm = { blocked: false, stopped: false };
  const none = { value: -1, mode: 'none' };

  it.each([
    ['nothing was added', {}, calm, none],
    ['everything has arrived', { done: some }, calm, none],
    ['all that is left has failed', { done: some, failed: some }, calm, none],
    ['bytes move', { uploading: some }, calm, { value: 0.5, mode: 'normal' }],
    ['everything waits', { waiting: some }, calm, { value: 0.5, mode: 'normal' }],
    ['a file failed', { uploading: some, failed: some }, calm, { value: 0.5, mode: 'error' }],
    [
      'keys are wanted',
      { waiting: some },
      { ...calm, blocked: true },
      { value: 0.5, mode: 'error' },
    ],
  ] as const)('when %s', (_when, states, more, shown) => {
    const sent = 'done' in states ? 150 : 50;
    const facts = { counters: sampleCounters(states, sent), ...more };
    expect(taskbarProgress(facts, 'linux')).toEqual(shown);
    expect(taskbarProgress(facts, 'win32')).toEqual(shown);
  });

  it('what is paused has its colour on Windows, and would look stuck elsewhere', () => {
    const facts = { counters: sampleCounters({ paused: some }, 50), ...calm };
    expect(taskbarProgress(facts, 'win32')).toEqual({ value: 0.5, mode: 'paused' });
    expect(taskbarProgress(facts, 'darwin')).toEqual(none);
    expect(taskbarProgress(facts, 'linux')).toEqual(none);
  });
});
