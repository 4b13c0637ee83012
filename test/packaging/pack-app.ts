import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { extractAll, getRawHeader } from '@electron/asar';
import { builderArguments } from '../../scripts/package/builder-arguments.ts';
import { makeStandInElectron } from './stand-in-electron.ts';

const root = path.join(import.meta.dirname, '..', '..');
const require = createRequire(import.meta.url);

/** Nothing listens there: every download fails at once. */
const nowhere = 'http://127.0.0.1:9/';

/** A package for this Linux that was not put into an installer. */
export interface PackedApp {
  /** The folder that an installer would install. */
  readonly folder: string;
  readonly executable: string;
  readonly resources: string;
  /** Files of the archive, with forward slashes and without one in front. */
  readonly files: readonly string[];
  /** Those of them that lie beside the archive. */
  readonly unpacked: readonly string[];
  /** Writes all files to a folder, for whom cannot read archives. */
  extract(folder: string): void;
}

/** Packs what `out/` holds, as a release would be packed, but offline and on a stand-in Electron. */
export async function packApp(workFolder: string): Promise<PackedApp> {
  const electron = path.join(workFolder, 'electron');
  const { version } = require('electron/package.json') as { readonly version: string };
  makeStandInElectron(electron, version);
  const output = path.join(workFolder, 'dist');
  await promisify(execFile)(
    process.execPath,
    [
      require.resolve('electron-builder/cli.js'),
      ...builderArguments(['--linux', 'dir', `--${process.arch}`], {}),
      `-c.electronDist=${electron}`,
      `-c.directories.output=${output}`,
    ],
    {
      cwd: root,
      env: { ...process.env, ELECTRON_MIRROR: nowhere, ELECTRON_BUILDER_BINARIES_MIRROR: nowhere },
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  const unpackedName = process.arch === 'x64' ? 'linux-unpacked' : `linux-${process.arch}-unpacked`;
  const folder = path.join(output, unpackedName);
  const resources = path.join(folder, 'resources');
  const archive = path.join(resources, 'app.asar');
  const entries = listEntries(getRawHeader(archive).header, '');
  return {
    folder,
    executable: path.join(folder, 'ferry'),
    resources,
    files: entries.map(({ name }) => name),
    unpacked: entries.filter(({ entry }) => entry.unpacked === true).map(({ name }) => name),
    extract: (target) => {
      extractAll(archive, target);
    },
  };
}

interface ArchiveFile {
  readonly unpacked?: boolean;
}

interface ArchiveFolder {
  readonly files: Readonly<Record<string, ArchiveFile | ArchiveFolder>>;
}

interface NamedFile {
  readonly name: string;
  readonly entry: ArchiveFile;
}

function listEntries(folder: ArchiveFolder, prefix: string): readonly NamedFile[] {
  return Object.entries(folder.files).flatMap(([name, entry]) =>
    'files' in entry ? listEntries(entry, `${prefix}${name}/`) : [{ name: prefix + name, entry }],
  );
}
