import type { RequestContext } from '../../engine/ports/object-store.ts';
import type { TransportAnswer } from '../../transfer/transport.ts';
import type { Operation } from './operation.ts';

/**
 * One request on its way through ali-oss: what it is for, and what came of it. ali-oss keeps neither
 * headers nor causes of errors, so they take this way past it.
 */
export interface SignedExchange {
  readonly operation: Operation;
  readonly context: RequestContext;
  /** OSS was asked to call a server, and relays that server's answer in the place of its own. */
  readonly callback: boolean;
  /** What OSS, or whoever stands in its place, answered. */
  answer?: TransportAnswer;
  /** Why the request was not sent, got no answer, or got one that is none of OSS's. */
  failure?: { readonly thrown: unknown };
}
