import { expect, it } from 'vitest';
import { overallProgress, trayFace } from '../../../../main/desktop/tray/tray-model.ts';
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
] as const)('the tray is %s with %j and %j', (face, states, facts) => {
  expect(trayFace({ counters: sampleCounters(states), ...facts })).toBe(face);
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
