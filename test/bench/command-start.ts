import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startSandbox } from '../../sandbox/server.ts';
import { buildCommandLine } from '../../scripts/build/command-line.ts';
import { sandboxEnvironment } from '../helpers/ferry-process.ts';
import { median, pairedRatio, type PairedRatio } from './statistics.ts';
import { secondsOf } from './whole-process.ts';

/** A short run of the command line beside Node that does nothing. */
export interface CommandStart {
  readonly title: string;
  /** How many times longer it takes than `node -e 0`. */
  readonly ratio: PairedRatio;
  readonly seconds: number;
}

const root = join(import.meta.dirname, '..', '..');

/** Times whole processes, in turn: Node alone, the help, and the upload of one file of 3 bytes. */
export async function compareCommands(
  temporary: string,
  rounds: number,
  log: (line: string) => void,
): Promise<readonly CommandStart[]> {
  await buildCommandLine(join(root, 'out', 'cli'));
  const sandbox = await startSandbox({ dataDirectory: join(temporary, 'sandbox') });
  const file = join(temporary, 'three.txt');
  writeFileSync(file, 'abc');
  const environment = { ...sandboxEnvironment(sandbox), XDG_CACHE_HOME: temporary };
  const database = join(temporary, 'command.db');
  const to = ['--to', `oss://${sandbox.bucket}/`, '--db', database, '--conflict', 'overwrite'];
  const upload = ['upload', file, ...to];
  const [built, source] = [join(root, 'out', 'cli', 'ferry.js'), join(root, 'main/cli/main.ts')];
  const runs = new Map<string, readonly string[]>([
    ['node -e 0', ['-e', '0']],
    ['ferry --help', [built, '--help']],
    ['ferry upload, 3 bytes', [built, ...upload]],
    ['the same from the source', [source, ...upload]],
  ]);
  const seconds = new Map([...runs.keys()].map((title) => [title, [] as number[]]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [title, words] of runs) {
      const taken = await secondsOf(words, environment);
      rmSync(database, { force: true });
      // The first round fills the caches.
      if (round > 0) seconds.get(title)?.push(taken);
    }
    if (round > 0) log(`Command line, round ${round} of ${rounds}`);
  }
  await sandbox.close();
  const bare = seconds.get('node -e 0') ?? [];
  return [...seconds].map(([title, own]) => ({
    title,
    ratio: pairedRatio(own, bare),
    seconds: median(own),
  }));
}
