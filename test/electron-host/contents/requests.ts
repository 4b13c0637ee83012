import type { ProtocolSession } from '../chromium/connection.ts';
import type { EventDetails } from '../chromium/protocol.ts';
import { fromStandIn, schemeOfStandIn, schemes, toStandIn } from '../api/schemes.ts';
import { HostWebRequest } from '../api/web-request.ts';
import { complain } from '../complain.ts';
import { resourceTypeOf } from './resource-type.ts';

type PausedRequest = EventDetails<'Fetch.requestPaused'>;

/** What a page decides about its requests. */
export interface RequestsOptions {
  readonly webContentsId: number;
  readonly webRequest: HostWebRequest;
  /** Announces a navigation that the page itself began; false when it was prevented. */
  readonly mayNavigate: (url: string, isMainFrame: boolean) => boolean;
  /** The top frame's id. */
  readonly mainFrameId: string;
  /** Where the main process has sent the page: no navigation of the page's own. */
  readonly expectedUrl: () => string;
}

type HeaderEntries = { name: string; value: string }[];

const headerEntries = (headers: Readonly<Record<string, string | string[]>>): HeaderEntries =>
  Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().map((value) => ({ name, value })),
  );

/** Custom schemes, `will-navigate` and `webRequest`, all over Chromium's `Fetch` events. */
export class Requests {
  readonly #session: ProtocolSession;
  readonly #options: RequestsOptions;
  #lastId = 0;

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
    const patterns = HostWebRequest.patternsOf(this.#options.webRequest);
    await this.#session.send('Fetch.enable', { patterns });
  }

  async #handle(paused: PausedRequest): Promise<void> {
    const isAnswered =
      paused.responseStatusCode !== undefined || paused.responseErrorReason !== undefined;
    if (isAnswered) return this.#passResponse(paused);
    const { requestId, request } = paused;
    if (!this.#mayNavigate(paused)) return this.#fail(requestId, 'Aborted');
    const decision = await HostWebRequest.beforeRequest(this.#options.webRequest, {
      ...this.#detailsOf(paused),
      uploadData: [],
    });
    if (decision.cancel) return this.#fail(requestId, 'BlockedByClient');
    if (decision.redirectURL !== undefined) {
      return this.#redirect(requestId, decision.redirectURL);
    }
    const scheme = schemeOfStandIn(request.url);
    if (scheme !== undefined) return this.#serve(paused, scheme);
    await this.#session.send('Fetch.continueRequest', { requestId });
  }

  #mayNavigate({ resourceType, frameId, request }: PausedRequest): boolean {
    const isMainFrame = frameId === this.#options.mainFrameId;
    if (resourceType !== 'Document') return true;
    if (isMainFrame && request.url === this.#options.expectedUrl()) return true;
    return this.#options.mayNavigate(fromStandIn(request.url), isMainFrame);
  }

  #detailsOf({ request, resourceType, frameId }: PausedRequest) {
    const isMainFrame = frameId === this.#options.mainFrameId;
    return {
      id: ++this.#lastId,
      url: fromStandIn(request.url),
      method: request.method,
      webContentsId: this.#options.webContentsId,
      resourceType: resourceTypeOf(resourceType, isMainFrame),
      referrer: fromStandIn(request.headers['Referer'] ?? ''),
      timestamp: Date.now(),
    };
  }

  async #fail(requestId: string, errorReason: 'Aborted' | 'BlockedByClient' | 'NameNotResolved') {
    await this.#session.send('Fetch.failRequest', { requestId, errorReason });
  }

  async #redirect(requestId: string, url: string): Promise<void> {
    const responseHeaders = [{ name: 'Location', value: toStandIn(url) }];
    await this.#session.send('Fetch.fulfillRequest', {
      requestId,
      responseCode: 307,
      responseHeaders,
    });
  }

  async #serve(paused: PausedRequest, scheme: string): Promise<void> {
    const { requestId, request } = paused;
    const handler = schemes.handlerOf(scheme);
    if (!handler) return this.#fail(requestId, 'NameNotResolved');
    const response = await handler(
      new Request(fromStandIn(request.url), {
        method: request.method,
        headers: request.headers,
        ...(request.postData === undefined ? {} : { body: request.postData }),
      }),
    );
    const sent = [...response.headers].map(([name, value]) => ({ name, value }));
    const responseHeaders = await this.#headersReceived(paused, response.status, sent);
    if (!responseHeaders) return this.#fail(requestId, 'BlockedByClient');
    await this.#session.send('Fetch.fulfillRequest', {
      requestId,
      responseCode: response.status === 0 ? 200 : response.status,
      responseHeaders,
      body: Buffer.from(await response.arrayBuffer()).toString('base64'),
    });
  }

  async #passResponse(paused: PausedRequest): Promise<void> {
    const { requestId, responseStatusCode = 0, responseHeaders = [] } = paused;
    const headers = await this.#headersReceived(paused, responseStatusCode, responseHeaders);
    if (!headers) return this.#fail(requestId, 'BlockedByClient');
    const isFailure = paused.responseErrorReason !== undefined;
    await this.#session.send('Fetch.continueResponse', {
      requestId,
      ...(isFailure ? {} : { responseCode: responseStatusCode, responseHeaders: headers }),
    });
  }

  /** The headers that the app lets through, or undefined when it cancels the request. */
  async #headersReceived(
    paused: PausedRequest,
    statusCode: number,
    headers: HeaderEntries,
  ): Promise<HeaderEntries | undefined> {
    const responseHeaders: Record<string, string[]> = {};
    for (const { name, value } of headers) (responseHeaders[name] ??= []).push(value);
    const decision = await HostWebRequest.headersReceived(this.#options.webRequest, {
      ...this.#detailsOf(paused),
      statusCode,
      statusLine: `HTTP/1.1 ${statusCode}`,
      responseHeaders,
    });
    if (decision.cancel) return undefined;
    return decision.responseHeaders ? headerEntries(decision.responseHeaders) : headers;
  }
}
