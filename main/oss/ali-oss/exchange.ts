import type { CallTag } from 'ali-oss';
import type { RequestContext } from '../../engine/ports/object-store.ts';
import type { TransportResponse } from '../../transfer/transport.ts';
import type { Operation } from '../requests/operation.ts';

/**
 * One request on its way through ali-oss, with its operation and its result. ali-oss drops headers
 * and error causes, so this object carries them around ali-oss.
 */
export interface SignedExchange {
  readonly operation: Operation;
  readonly context: RequestContext;
  /** True when OSS calls a callback server and relays its response instead of its own. */
  readonly callback: boolean;
  /** The response to the request, when a worker has sent it already and ali-oss only reads it. */
  readonly received?: Promise<TransportResponse> | undefined;
  /** The response of OSS, or of another server that responded in its place. */
  response?: TransportResponse;
  /**
   * Why the request was not sent, got no response, or got a response that did not come from OSS.
   */
  failure?: { readonly thrown: unknown };
}

/** The part of the options of a call that leads from its request back to its exchange. */
export interface TaggedOptions {
  readonly ctx: CallTag;
}

/**
 * `ctx` of ali-oss 6.23.0: each method passes this option of its own to the HTTP client. No
 * documented option arrives there.
 */
export function tag(exchange: SignedExchange): TaggedOptions {
  return { ctx: () => exchange };
}
