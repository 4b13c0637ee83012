#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import path from 'node:path';
import envPaths from 'env-paths';

// ali-oss would print requests with their headers.
delete process.env['DEBUG'];

// Without Node's compile cache, loading the source takes a second on a slow computer.
enableCompileCache(path.join(envPaths('ferry', { suffix: '' }).cache, 'compiled'));

const [{ run }, { processWorld }] = await Promise.all([
  import('./run.ts'),
  import('./run/process-world.ts'),
]);
process.exitCode = await run(process.argv.slice(2), processWorld());
