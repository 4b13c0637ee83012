import { openContents } from '../../contents/open-contents.ts';
import type { HostWebContents } from '../../contents/web-contents.ts';
import { strict } from '../../strict.ts';

/** Electron's `webContents`: Playwright asks for pages by their DevTools id. */
export const webContents = strict<{
  fromDevToolsTargetId(targetId: string): HostWebContents | undefined;
}>('webContents', { fromDevToolsTargetId: openContents.withTarget });
