import { HostEmitter, strict, type PartOf } from '../strict.ts';
import { hostFetch } from './net.ts';
import { protocol } from './protocol.ts';
import { proxyFor } from './proxy-rules.ts';
import { webRequest } from './web-request.ts';

type Session = Electron.Session;
type RequestHandler = Parameters<Session['setPermissionRequestHandler']>[0];
type CheckHandler = Parameters<Session['setPermissionCheckHandler']>[0];
type DeviceHandler = Parameters<Session['setDevicePermissionHandler']>[0];

/** What the app has decided about permissions. The host asks it only when a test does. */
export interface PermissionHandlers {
  request: RequestHandler;
  check: CheckHandler;
  device: DeviceHandler;
}

/** Electron's `session.defaultSession`. */
export class HostSession extends HostEmitter<Session> implements PartOf<Session, 'webRequest'> {
  readonly protocol = protocol;
  readonly webRequest = webRequest;
  readonly #permissions: PermissionHandlers = { request: null, check: null, device: null };
  #systemProxy = 'DIRECT';
  #proxy: Electron.ProxyConfig = { mode: 'system' };

  constructor() {
    super('session');
  }

  setPermissionRequestHandler(handler: RequestHandler): void {
    this.#permissions.request = handler;
  }

  setPermissionCheckHandler(handler: CheckHandler): void {
    this.#permissions.check = handler;
  }

  setDevicePermissionHandler(handler: DeviceHandler): void {
    this.#permissions.device = handler;
  }

  setProxy(config: Electron.ProxyConfig): Promise<void> {
    this.#proxy = config;
    return Promise.resolve();
  }

  /** The answer of the proxy that the app has set; the system's is what the test says it is. */
  resolveProxy(url: string): Promise<string> {
    const { mode = 'fixed_servers', proxyRules = '' } = this.#proxy;
    if (mode === 'direct') return Promise.resolve('DIRECT');
    if (mode === 'fixed_servers') return Promise.resolve(proxyFor(url, proxyRules));
    return Promise.resolve(this.#systemProxy);
  }

  closeAllConnections(): Promise<void> {
    return Promise.resolve();
  }

  forceReloadProxyConfig(): Promise<void> {
    return Promise.resolve();
  }

  setSpellCheckerEnabled(enabled: boolean): void {
    this.spellCheckerEnabled = enabled;
  }

  spellCheckerEnabled = false;

  fetch(input: string | Request, init?: RequestInit): Promise<Response> {
    return hostFetch(input, init);
  }

  static permissionsOf(session: HostSession): Readonly<PermissionHandlers> {
    return session.#permissions;
  }

  static setSystemProxy(session: HostSession, answer: string): void {
    session.#systemProxy = answer;
  }
}

/** Electron's `session.defaultSession`, the only one that the host has. */
export const defaultSession = new HostSession();

/** Electron's `session`. */
export const session = strict<{ defaultSession: HostSession }>('session', { defaultSession });
