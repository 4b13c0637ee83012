import { HostEmitter, strict, type PartOf } from '../../strict.ts';

type Session = Electron.Session;
type RequestHandler = Parameters<Session['setPermissionRequestHandler']>[0];

/** Electron's `session.defaultSession`. The host asks for a permission only when a test does. */
export class HostSession extends HostEmitter<Session> implements PartOf<Session> {
  #requestHandler: RequestHandler = null;

  setPermissionRequestHandler(handler: RequestHandler): void {
    this.#requestHandler = handler;
  }

  setPermissionCheckHandler(): void {
    // Chromium's own checks do not reach the host.
  }

  setDevicePermissionHandler(): void {
    // Nor do those for devices.
  }

  /** The system has no proxy. */
  resolveProxy(): Promise<string> {
    return Promise.resolve('DIRECT');
  }

  static requestHandlerOf(session: HostSession): RequestHandler {
    return session.#requestHandler;
  }
}

/** Electron's `session.defaultSession`, the only one that the host has. */
export const defaultSession = new HostSession('session');

/** Electron's `session`. */
export const session = strict<{ defaultSession: HostSession }>('session', { defaultSession });
