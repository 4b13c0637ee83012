import type { Picture } from '../../../shared/ipc/picture.ts';

/** What goes on in the queue now. */
export type QueueStatus = 'stopped' | 'paused' | 'running' | 'offline' | 'waiting' | 'idle';

/** @param picture absent before the first one */
export function queueStatus(picture: Picture | undefined): QueueStatus {
  if (picture === undefined) return 'idle';
  if (picture.engine.name === 'failed') return 'stopped';
  const { moving, waiting, offline } = picture.now;
  if (picture.allPaused) return 'paused';
  if (moving > 0 || picture.speed > 0) return 'running';
  if (offline > 0) return 'offline';
  return waiting > 0 || picture.scanning > 0 ? 'waiting' : 'idle';
}
