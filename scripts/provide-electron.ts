import { fetchElectron, findElectron } from './electron-executable.ts';
import { openVirtualDisplay, type VirtualDisplay } from './virtual-display.ts';

/** The download server of Electron's package, unless `ELECTRON_MIRROR` names a mirror. */
const releases = 'https://github.com/electron/electron/releases/download/';

async function canReach(address: string): Promise<boolean> {
  try {
    await fetch(address, { method: 'HEAD', signal: AbortSignal.timeout(5000) });
    return true;
  } catch {
    return false;
  }
}

/**
 * Makes real Electron ready for the tests of the window where that is possible. Downloads a
 * missing executable if its server can be reached, and opens a virtual display on a Linux without
 * a display. Root cannot run Electron. An opened display is also named in `environment`, and the
 * caller closes it.
 */
export async function provideElectron(
  environment: NodeJS.ProcessEnv,
): Promise<VirtualDisplay | undefined> {
  if (environment['ELECTRON_OVERRIDE_DIST_PATH'] !== undefined || process.getuid?.() === 0) {
    return undefined;
  }
  const hasDisplay = ['DISPLAY', 'WAYLAND_DISPLAY'].some((name) => name in environment);
  const needsDisplay = process.platform === 'linux' && !hasDisplay;
  const display = needsDisplay ? await openVirtualDisplay() : undefined;
  if (needsDisplay && display === undefined) return undefined;
  if (findElectron(environment) === undefined) {
    if (await canReach(environment['ELECTRON_MIRROR'] ?? releases)) fetchElectron(5 * 60_000);
  }
  if (display !== undefined) environment['DISPLAY'] = display.name;
  return display;
}
