import path from 'node:path';

/** The path of the unpacked app of this system in the output of electron-builder. */
export function packedExecutable(
  output: string,
  platform: NodeJS.Platform,
  architecture: string,
): string {
  const suffix = architecture === 'x64' ? '' : `-${architecture}`;
  switch (platform) {
    case 'darwin':
      return path.join(output, `mac${suffix}`, 'Ferry.app', 'Contents', 'MacOS', 'Ferry');
    case 'win32':
      return path.join(output, `win${suffix}-unpacked`, 'Ferry.exe');
    default:
      return path.join(output, `linux${suffix}-unpacked`, 'ferry');
  }
}
