// Sets a clone up before any other command runs: installs the packages of package-lock.json,
// including Node. Prints nothing when everything is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  explainFailure,
  isInStep,
  isOlder,
  lastLines,
  oldestNodeForFerry,
  oldestNodeForSetup,
} from './setup-rules.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const record = join(modules, '.package-lock.json');
const pinnedNode = findPinnedNode();

const running = process.versions.node;
if (isOlder(running, oldestNodeForSetup)) {
  stop(
    `Ferry's set-up needs Node 20 or newer and this is Node ${running}: install a newer one from https://nodejs.org and run the command again.`,
  );
}
if (pinnedNode === undefined && isOlder(running, oldestNodeForFerry)) {
  stop(
    `On ${process.platform}-${process.arch} Ferry runs on your own Node, which must be ${oldestNodeForFerry} or newer and is ${running}: install Node 24 from https://nodejs.org and run the command again.`,
  );
}
if (!isSetUp()) setUp();

/**
 * The path of the Node that package.json pins for this system, installed or not. None exists for
 * macOS.
 */
function findPinnedNode() {
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${system}-${process.arch}`;
  if (!(name in (readJson(join(root, 'package.json')).optionalDependencies ?? {})))
    return undefined;
  return join(modules, name, 'bin', system === 'win' ? 'node.exe' : 'node');
}

function isSetUp() {
  if (!existsSync(record)) return false;
  if (pinnedNode !== undefined && !isPinnedNodeInPlace(pinnedNode)) return false;
  return isInStep(readJson(join(root, 'package-lock.json')), readJson(record));
}

/**
 * npm puts `.bin` first in the path of every script, so the link there makes scripts run on the
 * pinned Node.
 *
 * @param {string} path
 */
function isPinnedNodeInPlace(path) {
  return existsSync(path) && existsSync(join(modules, '.bin', 'node'));
}

function setUp() {
  process.stdout.write(
    'Setting up: npm ci installs what package-lock.json pins, a minute or so.\n',
  );
  const started = Date.now();
  const npm = runNpmCi();
  if (npm.status !== 0) {
    const output = `${npm.stdout ?? ''}\n${npm.stderr ?? ''}\n${npm.error?.message ?? ''}`;
    stop(`${explainFailure(output)}\n${lastLines(output, 8)}`);
  }
  // npm reports success even when the disk was full, but then its own record is missing.
  if (!existsSync(record)) {
    stop('npm could not write everything: free about 1 GB of disk and run the command again.');
  }
  const version = pinnedNode === undefined ? `v${running}` : versionOf(pinnedNode);
  const seconds = Math.round((Date.now() - started) / 1000);
  process.stdout.write(`Set up in ${seconds} s; Ferry runs on Node ${version}.\n`);
}

function runNpmCi() {
  const wanted = ['ci', '--ignore-scripts', '--include=dev', '--include=optional'];
  const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
  const options = /** @type {const} */ ({ cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 });
  const { npm_execpath: npmScript, npm_node_execpath: npmNode } = process.env;
  if (npmScript?.endsWith('npm-cli.js') === true) {
    return spawnSync(npmNode ?? process.execPath, [npmScript, ...wanted, ...quiet], options);
  }
  const shell = process.platform === 'win32';
  return spawnSync('npm', [...wanted, ...quiet], { ...options, shell });
}

/** @param {string} path the pinned Node */
function versionOf(path) {
  // npm treats a package for one system as optional and hides its failed download.
  if (!isPinnedNodeInPlace(path)) {
    stop(
      'The Node that Ferry pins was not installed: check the network and run the command again.',
    );
  }
  const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  const version = (stdout ?? '').trim();
  if (status !== 0 || isOlder(version, oldestNodeForFerry)) {
    stop(
      'The Node that Ferry pins does not start here: use 64-bit Windows, or Linux with glibc 2.28 or newer.',
    );
  }
  return version;
}

/**
 * @param {string} path of package.json or of a lock file
 * @returns {import('./setup-rules.mjs').LockFile & { optionalDependencies?: Record<string, string> }}
 */
function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/**
 * @param {string} message
 * @returns {never}
 */
function stop(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
