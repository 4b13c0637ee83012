import { EventEmitter } from 'node:events';
import { Guarded, type PartOf } from '../strict.ts';
import { standInPattern } from './schemes.ts';
import { matchesUrlPatterns } from './url-patterns.ts';

interface Listening<Listener> {
  readonly urls: readonly string[] | undefined;
  readonly listener: Listener;
}

type BeforeRequest = (
  details: Electron.OnBeforeRequestListenerDetails,
  callback: (response: Electron.CallbackResponse) => void,
) => void;

type HeadersReceived = (
  details: Electron.OnHeadersReceivedListenerDetails,
  callback: (response: Electron.HeadersReceivedResponse) => void,
) => void;

function listening<Listener extends object>(
  first: Electron.WebRequestFilter | Listener | null,
  second: Listener | null | undefined,
): Listening<Listener> | undefined {
  if (first === null) return undefined;
  if (typeof first === 'function') return { urls: undefined, listener: first };
  if (!second) return undefined;
  return { urls: (first as Electron.WebRequestFilter).urls, listener: second };
}

/** Electron's `session.webRequest`: the two events that can change a request. */
export class HostWebRequest extends Guarded implements PartOf<Electron.WebRequest> {
  readonly #changes = new EventEmitter().setMaxListeners(0);
  #beforeRequest: Listening<BeforeRequest> | undefined;
  #headersReceived: Listening<HeadersReceived> | undefined;

  constructor() {
    super('webRequest');
  }

  onBeforeRequest(
    filter: Electron.WebRequestFilter | BeforeRequest | null,
    listener?: BeforeRequest | null,
  ): void {
    this.#beforeRequest = listening(filter, listener);
    this.#changes.emit('changed');
  }

  onHeadersReceived(
    filter: Electron.WebRequestFilter | HeadersReceived | null,
    listener?: HeadersReceived | null,
  ): void {
    this.#headersReceived = listening(filter, listener);
    this.#changes.emit('changed');
  }

  /** Which requests a page must let the host see, in `Fetch.enable`'s words. */
  static patternsOf(webRequest: HostWebRequest): {
    urlPattern: string;
    resourceType?: 'Document';
    requestStage?: 'Request' | 'Response';
  }[] {
    return [
      { urlPattern: standInPattern },
      { urlPattern: '*', resourceType: 'Document' },
      ...(webRequest.#beforeRequest ? [{ urlPattern: '*' }] : []),
      ...(webRequest.#headersReceived
        ? [{ urlPattern: '*', requestStage: 'Response' as const }]
        : []),
    ];
  }

  static onPatternsChanged(webRequest: HostWebRequest, changed: () => void): void {
    webRequest.#changes.on('changed', changed);
  }

  static async beforeRequest(
    webRequest: HostWebRequest,
    details: Electron.OnBeforeRequestListenerDetails,
  ): Promise<Electron.CallbackResponse> {
    const entry = webRequest.#beforeRequest;
    if (!entry || !matchesUrlPatterns(details.url, entry.urls)) return {};
    return new Promise((resolve) => {
      entry.listener(details, resolve);
    });
  }

  static async headersReceived(
    webRequest: HostWebRequest,
    details: Electron.OnHeadersReceivedListenerDetails,
  ): Promise<Electron.HeadersReceivedResponse> {
    const entry = webRequest.#headersReceived;
    if (!entry || !matchesUrlPatterns(details.url, entry.urls)) return {};
    return new Promise((resolve) => {
      entry.listener(details, resolve);
    });
  }
}

/** Electron's `session.defaultSession.webRequest`. */
export const webRequest = new HostWebRequest();
