import path from 'node:path';
import envPaths from 'env-paths';

/** The user's data folder, where the command line keeps its queue. */
export function dataFolder(): string {
  return envPaths('ferry', { suffix: '' }).data;
}

/** Where the queues that this user's Ferrys opened are noted down, those of the desktop app too. */
export function knownQueuesFolder(): string {
  return path.join(dataFolder(), 'queues');
}
