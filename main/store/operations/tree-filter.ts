import type { FileFilter } from '../../../shared/ipc/picture-question.ts';
import { type StateName, stateNames } from '../../../shared/transfer-state.ts';

const states: Readonly<Record<FileFilter, readonly StateName[]>> = {
  all: stateNames,
  moving: ['uploading', 'verifying'],
  waiting: ['queued', 'waiting', 'paused'],
  failed: ['failed'],
  skipped: ['skipped'],
  done: ['done'],
};

/** The states of the files that a filter of an opened upload shows. */
export function statesOfFilter(filter: FileFilter): readonly StateName[] {
  return states[filter];
}
