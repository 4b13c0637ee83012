import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { hostDistribution } from '../electron-host/choose-electron.ts';

/** By this @electron/fuses finds the fuses in Electron's executable. */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

/** Electron's own state of its nine fuses, before a package changes them. */
const statesAsDelivered = '101100011';

/**
 * Makes what electron-builder takes for Electron's folder on Linux. Its executable is the test
 * host's, with fuses behind the end of the script; they can be changed, and change nothing.
 */
export function makeStandInElectron(folder: string, version: string): void {
  for (const name of ['locales', 'resources']) {
    mkdirSync(path.join(folder, name), { recursive: true });
  }
  const script = readFileSync(path.join(hostDistribution, 'electron'), 'latin1');
  const wire = `\x01${String.fromCharCode(statesAsDelivered.length)}${statesAsDelivered}`;
  const executable = path.join(folder, 'electron');
  writeFileSync(executable, `${script}exit\n# ${sentinel}${wire}\n`, 'latin1');
  chmodSync(executable, 0o755);
  writeFileSync(path.join(folder, 'version'), version);
  writeFileSync(path.join(folder, 'LICENSE'), 'Electron’s license\n');
  for (const language of ['de', 'en-US', 'zh-CN']) {
    writeFileSync(path.join(folder, 'locales', `${language}.pak`), language);
  }
}
