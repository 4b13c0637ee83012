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

/** The custom schemes of the app and who answers for them. */
export const schemes = {
  declare(scheme: string): void {
    privileged.add(scheme);
  },
  handle(scheme: string, handler: SchemeHandler): void {
    if (handlers.has(scheme)) throw new Error('The scheme has been registered');
    handlers.set(scheme, handler);
  },
  unhandle(scheme: string): void {
    handlers.delete(scheme);
  },
  /** The handler for a scheme without its colon. */
  handlerOf: (scheme: string): SchemeHandler | undefined => handlers.get(scheme),
};

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

/** The scheme that a stand-in address stands for, or undefined for any other address. */
export function schemeOfStandIn(url: string): string | undefined {
  return standIn.exec(url)?.[2];
}
