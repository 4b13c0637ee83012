import { describe, expect, it, vi } from 'vitest';
import { mayLackTray, panelPlace, trayKind } from '../../../../main/desktop/tray/tray-panel.ts';

vi.mock('electron', () => ({}));

describe('the panel', () => {
  const screen = { x: 0, y: 0, width: 1280, height: 800 };

  it('hangs below an icon at the top, centred', () => {
    const icon = { x: 900, y: 0, width: 24, height: 24 };
    expect(panelPlace(icon, { ...screen, y: 24, height: 776 })).toEqual({ x: 732, y: 30 });
  });

  it('stands above an icon at the bottom', () => {
    const icon = { x: 900, y: 760, width: 24, height: 40 };
    expect(panelPlace(icon, { ...screen, height: 760 })).toEqual({ x: 732, y: 274 });
  });

  it('stays on its screen, also on the second one and at the pointer', () => {
    const second = { x: -1920, y: -200, width: 1920, height: 1080 };
    const corner = { x: -1, y: 870, width: 0, height: 0 };
    expect(panelPlace(corner, second)).toEqual({ x: -366, y: 384 });
    expect(panelPlace({ x: 2, y: 2, width: 0, height: 0 }, screen)).toEqual({ x: 6, y: 8 });
  });
});

describe('the tray', () => {
  it('has a panel where a window can be placed, else a plain menu', () => {
    expect(trayKind('darwin', {})).toBe('panel');
    expect(trayKind('win32', {})).toBe('panel');
    expect(trayKind('linux', { XDG_SESSION_TYPE: 'x11' })).toBe('panel-with-menu');
    expect(trayKind('linux', { XDG_SESSION_TYPE: 'wayland' })).toBe('menu');
  });

  it('may be missing on GNOME and under Wayland only', () => {
    expect(mayLackTray('linux', { XDG_CURRENT_DESKTOP: 'ubuntu:GNOME' })).toBe(true);
    expect(mayLackTray('linux', { XDG_SESSION_TYPE: 'wayland' })).toBe(true);
    expect(mayLackTray('linux', { XDG_CURRENT_DESKTOP: 'XFCE' })).toBe(false);
    expect(mayLackTray('win32', { XDG_CURRENT_DESKTOP: 'GNOME' })).toBe(false);
  });
});
