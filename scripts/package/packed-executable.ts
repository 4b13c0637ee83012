import path from 'node:path';

/** Where electron-builder leaves an app of this system that is not in an installer yet. */
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
