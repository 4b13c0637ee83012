import { strict } from '../../strict.ts';

/** Answers a request for a custom scheme, as `protocol.handle` takes it. */
export type SchemeHandler = (request: Request) => Response | Promise<Response>;

/*
 * Chromium cannot be taught a new scheme from outside, so app://bundle/x is loaded as
 * https://bundle.app.electron-host.invalid/x, and no such request ever leaves the host.
 */
const suffix = 'electron-host.invalid';
const standIn = /^https:\/\/([^/?#]*)\.([a-z0-9+-]+)\.electron-host\.invalid(.*)$/s;

/** Matches every request for a custom scheme, in `Fetch.enable`'s syntax. */
export const standInPattern = `https://*.${suffix}/*`;

const handlers = new Map<string, SchemeHandler>();
const privileged = new Set<string>();

/** Electron's `protocol`. */
export const protocol = strict<Electron.Protocol>('protocol', {
  registerSchemesAsPrivileged(list) {
    for (const { scheme } of list) privileged.add(scheme);
  },
  handle(scheme, handler) {
    if (handlers.has(scheme)) throw new Error('The scheme has been registered');
    handlers.set(scheme, handler);
  },
});

/** The handler of the scheme that a stand-in address stands for; undefined when there is none. */
export function handlerOfStandIn(url: string): SchemeHandler | undefined {
  return handlers.get(standIn.exec(url)?.[2] ?? '');
}

/** Whether an address stands for one of a custom scheme, handled or not. */
export function isStandIn(url: string): boolean {
  return standIn.test(url);
}

/** The address that Chromium loads in the place of the app's own. */
export function toStandIn(url: string): string {
  const [, scheme = '', host = '', rest = ''] =
    /^([a-z][a-z0-9+-]*):\/\/([^/?#]*)(.*)$/is.exec(url) ?? [];
  if (!privileged.has(scheme) && !handlers.has(scheme)) return url;
  return `https://${host || 'host'}.${scheme}.${suffix}${rest || '/'}`;
}

/** The app's own address for what Chromium has loaded. */
export function fromStandIn(url: string): string {
  const [, host = '', scheme = '', rest = ''] = standIn.exec(url) ?? [];
  return scheme === '' ? url : `${scheme}://${host}${rest}`;
}
