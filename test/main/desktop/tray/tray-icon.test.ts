import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { trayIcon, type TrayLook } from '../../../../main/desktop/tray/tray-icon.ts';
import type { TrayFace } from '../../../../main/desktop/tray/tray-model.ts';

const folder = fileURLToPath(new URL('../../../../resources/tray', import.meta.url));
const faces: readonly TrayFace[] = ['idle', 'active', 'paused', 'attention'];

function look(platform: NodeJS.Platform, dark: boolean, desktop?: string): TrayLook {
  return { platform, dark, desktop };
}

it.each([
  [look('win32', false), 'idle-light.png', false],
  [look('win32', true), 'idle-dark.png', false],
  [look('linux', false, 'KDE'), 'idle-light.png', false],
  [look('linux', true, 'KDE'), 'idle-dark.png', false],
  [look('linux', false, 'ubuntu:GNOME'), 'idle-dark.png', false],
  [look('linux', false), 'idle-light.png', false],
  [look('darwin', false), 'idle-template.png', true],
  [look('darwin', true), 'idle-template.png', true],
] as const)('for %j it is %s', (given, file, template) => {
  expect(trayIcon('icons', 'idle', given)).toEqual({ path: join('icons', file), template });
});

const looks = [look('win32', false), look('win32', true), look('darwin', false)];

describe.each(looks)('the pictures for %j', (given) => {
  it.each(faces)('show %s in the size and twice the size of a tray', (face) => {
    const { path } = trayIcon(folder, face, given);
    expect(widthOf(path)).toBe(16);
    expect(widthOf(path.replace('.png', '@2x.png'))).toBe(32);
  });

  it('differ by face', () => {
    const pictures = faces.map((face) => readFileSync(trayIcon(folder, face, given).path, 'hex'));
    expect(new Set(pictures).size).toBe(faces.length);
  });
});

function widthOf(path: string): number | undefined {
  return existsSync(path) ? readFileSync(path).readUInt32BE(16) : undefined;
}
