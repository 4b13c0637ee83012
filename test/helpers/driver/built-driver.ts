import { fileURLToPath } from 'node:url';

/** Below the packages, so that the built files find better-sqlite3. */
const folder = fileURLToPath(new URL('../../../node_modules/.cache/built-driver', import.meta.url));

/** The driver with its engine in few files, which start faster than the sources. */
export const builtDriver = `${folder}/ferry-driver.js`;

/** Builds the driver once before the tests that run it. */
export async function setup(): Promise<void> {
  // The tests need the path alone: the bundler stays out of their processes.
  const { buildCommandLine } = await import('../../../scripts/build/command-line.ts');
  const source = fileURLToPath(new URL('./ferry-driver.ts', import.meta.url));
  await buildCommandLine(folder, { 'ferry-driver': source });
}
