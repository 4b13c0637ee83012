import type { SkipReason, StateName, TransferState } from './transfer-state.ts';

/** States of the files whose objects can have a link: those that arrived, or were there before. */
export const linkedStates = ['done', 'skipped'] as const satisfies readonly StateName[];

/** Skips that say nothing of OSS: the file is no file to upload, or waits in another batch. */
const withoutObject: readonly SkipReason[] = [
  ...(['already-queued', 'symbolic-link', 'special-file'] as const),
  ...(['folder-read', 'own-database'] as const),
];

/** Whether the object of a file with one of `linkedStates` is there. */
export function hasObject(state: TransferState): boolean {
  return state.name !== 'skipped' || !withoutObject.includes(state.reason);
}

/** Files that can have a link, by counters, which do not tell the reasons of skipped files apart. */
export function filesWithLinks(files: Readonly<Record<StateName, number>>): number {
  return linkedStates.reduce((sum, name) => sum + files[name], 0);
}
