import type { RequestContext } from '../../engine/ports/object-store.ts';
import type { TransportAnswer } from '../../transfer/transport.ts';
import type { Operation } from './operation.ts';

/**
 * One request on its way through ali-oss, with its operation and its result. ali-oss drops headers
 * and error causes, so this object carries them around ali-oss.
 */
export interface SignedExchange {
  readonly operation: Operation;
  readonly context: RequestContext;
  /** True when OSS calls a callback server and relays its response instead of its own. */
  readonly callback: boolean;
  /** The response of OSS, or of another server that responded in its place. */
  answer?: TransportAnswer;
  /**
   * Why the request was not sent, got no response, or got a response that did not come from OSS.
   */
  failure?: { readonly thrown: unknown };
}
