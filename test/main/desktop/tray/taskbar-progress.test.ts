import { expect, it } from 'vitest';
import { taskbarProgress } from '../../../../main/desktop/tray/taskbar-progress.ts';
import { sampleCounters } from '../sample-transfers.ts';

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
  ['keys are wanted', { waiting: some }, { ...calm, blocked: true }, { value: 0.5, mode: 'error' }],
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
