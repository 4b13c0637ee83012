import { protocol } from 'electron';
import { readFile } from 'node:fs/promises';
import { pageFile, pageHeaders } from './page-files.ts';

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
 * Serves the window's build from `folder`, read-only, with the content policy on every response.
 */
export function serveApp(folder: string): void {
  protocol.handle('app', async (request) => {
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
