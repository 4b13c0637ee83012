// The decisions of the set-up as pure functions: see setup.mjs. Plain JavaScript without packages,
// because it runs before packages are installed.

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, link?: boolean }} LockedPackage
 * @typedef {{ packages: Record<string, LockedPackage> }} LockFile
 */

/** The oldest Node that can run the set-up itself. */
export const oldestNodeForSetup = '20.0.0';

/**
 * The oldest Node that runs Ferry: the first version of its line that runs TypeScript files
 * directly.
 * https://nodejs.org/docs/latest-v22.x/api/typescript.html
 */
export const oldestNodeForFerry = '22.18.0';

/**
 * @param {string} version such as `24.21.0`, with or without a leading `v`
 * @param {string} minimum
 */
export function isOlder(version, minimum) {
  const [have, want] = [version, minimum].map((text) =>
    text.replace(/^v/, '').split('.').map(Number),
  );
  for (let place = 0; place < 3; place += 1) {
    const difference = (have?.[place] ?? 0) - (want?.[place] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

/**
 * True when `node_modules` matches the lock file. `installed` is npm's own record
 * (`node_modules/.package-lock.json`, written last). So an interrupted install does not count, and
 * a manual install does.
 *
 * @param {LockFile} lock
 * @param {LockFile} installed
 */
export function isInStep(lock, installed) {
  const differs = Object.entries(installed.packages).some(([path, entry]) => {
    const pinned = lock.packages[path];
    return pinned?.version !== entry.version || pinned?.integrity !== entry.integrity;
  });
  const missing = Object.entries(lock.packages).some(
    ([path, entry]) => path !== '' && entry.optional !== true && !(path in installed.packages),
  );
  return !differs && !missing;
}

/**
 * Explains in one sentence why `npm ci` failed, with a next step.
 *
 * @param {string} output the complete output of npm
 */
export function explainFailure(output) {
  if (/ENOSPC|no space left/i.test(output)) {
    return 'The disk is full: free about 1 GB and run the command again.';
  }
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET/.test(output)) {
    return 'The packages could not be fetched: check the network and the proxy settings of npm, then run the command again.';
  }
  if (/CERT_|SELF_SIGNED|UNABLE_TO_(GET_ISSUER|VERIFY)/.test(output)) {
    return 'The package registry showed a certificate that npm does not trust: check the proxy and the cafile setting of npm, then run the command again.';
  }
  if (/EUSAGE/.test(output)) {
    return 'package-lock.json does not fit package.json: take both as they are in git, or run npm install if you changed package.json.';
  }
  if (/EACCES|EPERM|EBUSY|EROFS/.test(output)) {
    return 'The node_modules folder could not be written: close programs that use it, check its owner, and run the command again.';
  }
  return 'npm could not install the packages: what it said stands below.';
}

/**
 * The last informative lines: without stack traces, fields of an error object, log paths and lists
 * of npm options.
 *
 * @param {string} output
 * @param {number} count
 */
export function lastLines(output, count) {
  const [before = ''] = output.split(/^.*Clean install a project$/m);
  const lines = before.split(/\r?\n/).filter((line) => {
    const said = line.replace(/^npm (error|ERR!) ?/, '');
    return !/^(\s*$|\s{2}|\}|A complete log of this run)/.test(said);
  });
  return lines.slice(-count).join('\n');
}
