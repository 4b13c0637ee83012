import { extname, join, sep } from 'node:path';

/** Content types of the files in a build of the window. Ferry serves no other types. */
const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** A file of the window's build, with its content type. */
interface PageFile {
  readonly path: string;
  readonly contentType: string;
}

/**
 * The file that `url` names inside `folder`. `undefined` for another host, for a path that leaves
 * the folder in any spelling, and for types that the window does not use.
 */
export function pageFile(url: string, folder: string): PageFile | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, host, pathname } = new URL(url);
  if (protocol !== 'app:' || host !== 'ferry') return undefined;
  let name: string;
  try {
    name = decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
  if (name.includes('\0') || name.includes('\\')) return undefined;
  const path = join(folder, name === '/' ? 'index.html' : name);
  const contentType = contentTypes[extname(path)];
  if (contentType === undefined || !path.startsWith(folder + sep)) return undefined;
  return { path, contentType };
}

/**
 * What the page may load: its own files, and nothing from anywhere else. No inline script, no
 * `eval`, no style element (the styles are a static file), no frame, no form target.
 *
 * https://www.electronjs.org/docs/latest/tutorial/security#7-define-a-content-security-policy
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  // Positions that libraries compute (virtual rows, poppers) are style attributes, not elements.
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** Headers of every response of the app's own scheme. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': contentSecurityPolicy,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};
