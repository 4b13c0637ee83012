import { openContents } from '../contents/open-contents.ts';
import type { HostWebContents } from '../contents/web-contents.ts';
import { strict } from '../strict.ts';
import { focusedWindow } from './focused-window.ts';

/** Electron's `webContents`: finding pages. Playwright asks for them by their DevTools id. */
export const webContents = strict<{
  fromId(id: number): HostWebContents | undefined;
  fromDevToolsTargetId(targetId: string): HostWebContents | undefined;
  getAllWebContents(): HostWebContents[];
  getFocusedWebContents(): HostWebContents | null;
}>('webContents', {
  fromId: openContents.withId,
  fromDevToolsTargetId: openContents.withTarget,
  getAllWebContents: openContents.all,
  getFocusedWebContents: () => focusedWindow()?.webContents ?? null,
});
