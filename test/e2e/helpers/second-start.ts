import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { appFolder } from './launch-ferry.ts';

/**
 * Starts the app once more beside one that runs with the same `userData`, as a click on its icon, on
 * a file or on a link does. Resolves with the exit code when the second one has ended.
 */
export async function secondStart(userData: string, ...words: readonly string[]): Promise<number> {
  // The package answers with the path of its executable.
  const electron = createRequire(import.meta.url)('electron') as string;
  const second = spawn(electron, [appFolder, `--user-data-dir=${userData}`, ...words], {
    stdio: 'ignore',
  });
  const [code] = (await once(second, 'exit')) as [number | null];
  return code ?? -1;
}
