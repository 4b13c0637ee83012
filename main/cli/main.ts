#!/usr/bin/env node
import nodeModule from 'node:module';
import path from 'node:path';
import envPaths from 'env-paths';

// ali-oss would print requests with their headers.
delete process.env['DEBUG'];
// A user can do nothing about deprecated calls inside a package that Ferry is built with.
process.noDeprecation = true;

// Node 20 has no compile cache, and not what Ferry needs either.
if (typeof nodeModule.enableCompileCache === 'function') {
  // Without Node's compile cache, loading the source takes a second on a slow computer.
  nodeModule.enableCompileCache(path.join(envPaths('ferry', { suffix: '' }).cache, 'compiled'));
  const [{ run }, { processWorld }] = await Promise.all([
    import('./run.ts'),
    import('./run/process-world.ts'),
  ]);
  process.exitCode = await run(process.argv.slice(2), processWorld());
} else {
  const { node } = process.versions;
  process.stderr.write(`Ferry needs Node 22.18 or newer, and this is ${node}: see nodejs.org.\n`);
  process.exitCode = 2;
}
