import { fromStandIn, handlerOfStandIn, isStandIn, standInPattern } from '../api/window/schemes.ts';
import type { ProtocolSession } from '../chromium/connection.ts';
import type { EventDetails } from '../chromium/protocol.ts';
import { complain } from '../complain.ts';

type PausedRequest = EventDetails<'Fetch.requestPaused'>;

/** What a page decides about its requests. */
interface RequestsOptions {
  readonly mayNavigate: (url: string, isMainFrame: boolean) => boolean;
  /** The top frame's id. */
  readonly mainFrameId: string;
  /** Where the main process has sent the page: no navigation of the page's own. */
  readonly expectedUrl: () => string;
}

/** Custom schemes and `will-navigate`, over Chromium's `Fetch` events. */
export class Requests {
  readonly #session: ProtocolSession;
  readonly #options: RequestsOptions;

  constructor(session: ProtocolSession, options: RequestsOptions) {
    this.#session = session;
    this.#options = options;
    session.on('Fetch.requestPaused', (paused) => {
      const { requestId } = paused;
      this.#handle(paused).catch((error: unknown) => {
        complain(`electron-host: the request for ${paused.request.url} failed:`, error);
        session.post('Fetch.failRequest', { requestId, errorReason: 'Failed' });
      });
    });
  }

  async enable(): Promise<void> {
    const patterns = [
      { urlPattern: standInPattern },
      { urlPattern: '*', resourceType: 'Document' as const },
    ];
    await this.#session.send('Fetch.enable', { patterns });
  }

  async #handle(paused: PausedRequest): Promise<void> {
    const { requestId, request } = paused;
    if (!this.#mayNavigate(paused)) return this.#fail(requestId, 'Aborted');
    if (isStandIn(request.url)) return this.#serve(paused);
    await this.#session.send('Fetch.continueRequest', { requestId });
  }

  #mayNavigate({ resourceType, frameId, request }: PausedRequest): boolean {
    const isMainFrame = frameId === this.#options.mainFrameId;
    if (resourceType !== 'Document') return true;
    if (isMainFrame && request.url === this.#options.expectedUrl()) return true;
    return this.#options.mayNavigate(fromStandIn(request.url), isMainFrame);
  }

  async #fail(requestId: string, errorReason: 'Aborted' | 'NameNotResolved'): Promise<void> {
    await this.#session.send('Fetch.failRequest', { requestId, errorReason });
  }

  async #serve({ requestId, request }: PausedRequest): Promise<void> {
    const handler = handlerOfStandIn(request.url);
    if (!handler) return this.#fail(requestId, 'NameNotResolved');
    const { url, method, headers } = request;
    const response = await handler(new Request(fromStandIn(url), { method, headers }));
    await this.#session.send('Fetch.fulfillRequest', {
      requestId,
      responseCode: response.status,
      responseHeaders: [...response.headers].map(([name, value]) => ({ name, value })),
      body: Buffer.from(await response.arrayBuffer()).toString('base64'),
    });
  }
}
