import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';

/**
 * The environment of a worker: only the compile cache of this process, if it has one.
 *
 * Variables for TLS, proxies or debugging must not affect the workers. Without the cache every
 * thread loads its own TypeScript compiler, 12 to 25 MB.
 */
export function workerEnvironment(): Record<string, string> {
  const cache = getCompileCacheDir();
  // The directory belongs to this exact version of Node and lies inside the requested directory.
  return cache === undefined ? {} : { NODE_COMPILE_CACHE: dirname(cache) };
}
