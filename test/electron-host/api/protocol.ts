import { strict } from '../strict.ts';
import { schemes } from './schemes.ts';

/** Electron's `protocol`. See `schemes.ts` for what becomes of a custom scheme. */
export const protocol = strict<Electron.Protocol>('protocol', {
  registerSchemesAsPrivileged(list) {
    for (const { scheme } of list) schemes.declare(scheme);
  },
  handle(scheme, handler) {
    schemes.handle(scheme, handler);
  },
  unhandle(scheme) {
    schemes.unhandle(scheme);
  },
  isProtocolHandled: (scheme) => schemes.handlerOf(scheme) !== undefined,
});
