import type { LookupFunction } from 'node:net';

/**
 * True for names below `localhost`. Such names always mean this computer (RFC 6761, 6.3), but not
 * every system resolves them.
 */
export function isLoopbackName(host: string): boolean {
  return host.toLowerCase().endsWith('.localhost');
}

/** Resolves every name to this computer. */
export const lookupLoopback: LookupFunction = (_host, options, done) => {
  const address = '127.0.0.1';
  if (options.all === true) done(null, [{ address, family: 4 }]);
  else done(null, address, 4);
};
