import { Menu } from 'electron';

/**
 * macOS finds copy, paste and quit through the menu bar. Elsewhere there is none: its shortcuts
 * would reload the page or open developer tools.
 */
export function setApplicationMenu(platform: NodeJS.Platform): void {
  if (platform !== 'darwin') {
    Menu.setApplicationMenu(null);
    return;
  }
  const roles = ['appMenu', 'editMenu', 'windowMenu'] as const;
  Menu.setApplicationMenu(Menu.buildFromTemplate(roles.map((role) => ({ role }))));
}
