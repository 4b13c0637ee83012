import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** Beside the other caches of the project: `npm ci` empties it, and nothing is ever packed from it. */
const cache = path.join(import.meta.dirname, '../../../node_modules/.cache');

/** SwiftShader is left in its archive: the host draws without a GPU, and so without OpenGL. */
const archives = ['chromium.br', 'al2023.tar.br', 'fonts.tar.br'];

/**
 * The package brings the libraries and a font that a system without a desktop does not have. A test
 * page is trusted, and user namespaces, which a sandbox needs, are often forbidden.
 */
const launcher = `#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
export LD_LIBRARY_PATH="$here/al2023/lib\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
[ -e /etc/fonts/fonts.conf ] || export FONTCONFIG_FILE="$here/fonts.conf"
exec "$here/chromium" --no-sandbox "$@"
`;

const fontsConfiguration = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`;

/** The folder of the package; undefined when it is not installed or not made for this system. */
function packageFolder(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  try {
    const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
    return path.join(path.dirname(entry), '..');
  } catch {
    return undefined;
  }
}

/** Whether the Chromium of the npm package can be had here; it need not be unpacked yet. */
export function hasNpmChromium(): boolean {
  return packageFolder() !== undefined;
}

/**
 * The headless shell of the package @sparticuz/chromium, ready to start. Unpacks it into a cache the
 * first time, which takes about 5 seconds and 220 MB. Undefined when the package is not there or not
 * made for this system. Throws when it cannot be unpacked.
 */
export function npmChromium(): string | undefined {
  const source = packageFolder();
  if (source === undefined) return undefined;
  const manifest = readFileSync(path.join(source, 'package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { readonly version: string };
  const folder = path.join(cache, `chromium-${version}`);
  if (!existsSync(folder)) unpack(source, folder);
  return path.join(folder, 'headless-shell');
}

/** Processes may unpack at the same time: each into a folder of its own, and the first one stays. */
function unpack(source: string, folder: string): void {
  mkdirSync(cache, { recursive: true });
  const unfinished = mkdtempSync(`${folder}-`);
  try {
    const { status, stderr } = spawnSync(
      process.execPath,
      [
        path.join(import.meta.dirname, 'unpack-archives.ts'),
        ...archives.map((name) => path.join(source, 'bin', name)),
      ],
      { env: { ...process.env, TMPDIR: unfinished }, encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(`The Chromium of npm could not be unpacked: ${stderr}`);
    writeFileSync(path.join(unfinished, 'headless-shell'), launcher, { mode: 0o755 });
    writeFileSync(path.join(unfinished, 'fonts.conf'), fontsConfiguration);
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}
