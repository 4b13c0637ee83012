import { app, type Session, type WebContents } from 'electron';

/**
 * Denies every page what Ferry's page does not need: permissions, navigation, new windows,
 * webviews, downloads. The page is trusted, but its content (file names, server responses) is not.
 *
 * https://www.electronjs.org/docs/latest/tutorial/security, items 5, 11 to 14.
 */
export function lockDown(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => {
    answer(false);
  });
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => {
    event.preventDefault();
  });
  app.on('web-contents-created', (_event, contents) => {
    lockContents(contents);
  });
}

function lockContents(contents: WebContents): void {
  const refuse = (event: { preventDefault(): void }): void => {
    event.preventDefault();
  };
  contents.on('will-navigate', refuse);
  contents.on('will-frame-navigate', refuse);
  contents.on('will-redirect', refuse);
  contents.on('will-attach-webview', refuse);
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}
