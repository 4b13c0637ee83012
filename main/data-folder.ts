import path from 'node:path';
import envPaths from 'env-paths';

/** The user's data folder, where the command line keeps its queue. */
export function dataFolder(): string {
  return envPaths('ferry', { suffix: '' }).data;
}

/** Folder in which all Ferrys of this user register their queues, the desktop app included. */
export function knownQueuesFolder(): string {
  return path.join(dataFolder(), 'queues');
}
