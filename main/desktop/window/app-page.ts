import { readFile } from 'node:fs/promises';
import { protocol, app, type Session, type WebContents } from 'electron';
import type { Transfer } from '../../../shared/transfer.ts';
import { pageFile, pageHeaders, pictureId, readPicture } from './served-files.ts';

/**
 * Registers `app:` as a scheme with its own origin. Call it before the app is ready.
 *
 * Without `corsEnabled` a page of another origin could read it (CVE-2026-70604).
 */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: 'app',
      privileges: { standard: true, secure: true, supportFetchAPI: true, corsEnabled: true },
    },
  ]);
}

/**
 * Serves the window's build from `folder` and the pictures of uploaded files, read-only, with the
 * content policy on every response.
 *
 * @param fileOf the row of a transfer
 */
export function serveApp(
  folder: string,
  fileOf: (id: number) => Promise<Transfer | undefined>,
): void {
  protocol.handle('app', async (request) => {
    const id = request.method === 'GET' ? pictureId(request.url) : undefined;
    if (id !== undefined) {
      const picture = await readPicture(await fileOf(id).catch(() => undefined));
      if (picture === undefined) return new Response(null, { status: 404, headers: pageHeaders });
      const headers = { ...pageHeaders, 'Content-Type': picture.contentType };
      return new Response(picture.bytes, { status: 200, headers });
    }
    const file = request.method === 'GET' ? pageFile(request.url, folder) : undefined;
    if (file === undefined) return new Response(null, { status: 404, headers: pageHeaders });
    try {
      const body = await readFile(file.path);
      const headers = { ...pageHeaders, 'Content-Type': file.contentType };
      return new Response(new Uint8Array(body), { status: 200, headers });
    } catch {
      return new Response(null, { status: 404, headers: pageHeaders });
    }
  });
}

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
