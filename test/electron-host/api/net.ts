import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import mime from 'mime';
import { strict } from '../strict.ts';
import { schemes } from './schemes.ts';

const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
let isOnline = true;

async function fetchFile(url: string): Promise<Response> {
  const file = fileURLToPath(url);
  try {
    const type = mime.getType(file) ?? 'application/octet-stream';
    return new Response(await readFile(file), { headers: { 'content-type': type } });
  } catch {
    throw new Error('net::ERR_FILE_NOT_FOUND');
  }
}

/**
 * Electron's `net.fetch`: files, the app's own schemes, and servers on this machine. Every other
 * address fails as an unknown name does, because nothing may leave the machine.
 */
export async function hostFetch(input: string | Request, init?: RequestInit): Promise<Response> {
  const url = new URL(typeof input === 'string' ? input : input.url);
  if (url.protocol === 'file:') return fetchFile(url.href);
  const handler = schemes.handlerOf(url.protocol.slice(0, -1));
  if (handler) return handler(new Request(input, init));
  if (!/^https?:$/.test(url.protocol)) throw new Error('net::ERR_UNKNOWN_URL_SCHEME');
  if (!isOnline) throw new Error('net::ERR_INTERNET_DISCONNECTED');
  if (!loopback.test(url.hostname)) throw new Error('net::ERR_NAME_NOT_RESOLVED');
  return fetch(input, init);
}

/** What `net.isOnline()` answers from now on. */
export function setOnline(online: boolean): void {
  isOnline = online;
}

/** Electron's `net`. */
export const net = strict<Electron.Net>('net', {
  fetch: (input, init) => hostFetch(input, init),
  isOnline: () => isOnline,
  get online() {
    return isOnline;
  },
});
