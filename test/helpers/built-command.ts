import { fileURLToPath } from 'node:url';

/** Below the packages, so that the built files find better-sqlite3. */
const folder = fileURLToPath(
  new URL('../../node_modules/.cache/built-command-line', import.meta.url),
);

/** The command line as users have it; `setup` builds it. It starts faster than the source. */
export const builtCommand = `${folder}/ferry.js`;

/** Builds the command line once before the tests that run it. */
export async function setup(): Promise<void> {
  // The tests need the path alone: the bundler stays out of their processes.
  const { buildCommandLine } = await import('../../scripts/build/command-line.ts');
  await buildCommandLine(folder);
}
