import { unreachable, type Strike } from '../faults.ts';

/** The faults of one request, sorted by the point where they act. */
export interface FaultPlan {
  readonly beforeRequest: readonly Wait[];
  readonly beforeResponse: readonly Wait[];
  readonly result: InjectedResponse | undefined;
  readonly throttle: { readonly retryAfterMilliseconds: number } | undefined;
  readonly expiresToken: boolean;
  readonly cutRequestAfter: number | undefined;
  readonly stopReadingAfter: number | undefined;
  readonly flipAt: number | undefined;
  readonly bytesPerSecond: number | undefined;
  readonly cutResponseAfter: number | undefined;
  readonly dropsResponse: boolean;
  /** The bit of the CRC-64 in the response that is inverted. */
  readonly flippedChecksumBit: number | undefined;
  /** In lower case. */
  readonly omittedHeaders: readonly string[];
}

/** A wait: a duration, or until the release. */
export type Wait = { readonly milliseconds: number } | { readonly released: Promise<void> };

/** A response that replaces the operation. */
export interface InjectedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const defaultRetryAfter = 1000;

/** Sorts the faults that affect a request. */
export function planFaults(strikes: readonly Strike[]): FaultPlan {
  const plan = {
    beforeRequest: [] as Wait[],
    beforeResponse: [] as Wait[],
    result: undefined as InjectedResponse | undefined,
    throttle: undefined as { retryAfterMilliseconds: number } | undefined,
    expiresToken: false,
    cutRequestAfter: undefined as number | undefined,
    stopReadingAfter: undefined as number | undefined,
    flipAt: undefined as number | undefined,
    bytesPerSecond: undefined as number | undefined,
    cutResponseAfter: undefined as number | undefined,
    dropsResponse: false,
    flippedChecksumBit: undefined as number | undefined,
    omittedHeaders: [] as string[],
  };
  for (const { fault, released } of strikes) {
    switch (fault.kind) {
      case 'delay':
      case 'hold': {
        const waits = fault.point === 'response' ? plan.beforeResponse : plan.beforeRequest;
        waits.push(fault.kind === 'hold' ? { released } : { milliseconds: fault.milliseconds });
        break;
      }
      case 'cut-request':
        plan.cutRequestAfter = fault.afterBytes;
        break;
      case 'cut-response':
        plan.cutResponseAfter = fault.afterBytes;
        break;
      case 'answer':
        plan.result = {
          status: fault.status,
          headers: fault.headers ?? {},
          body: Buffer.from(fault.body ?? ''),
        };
        break;
      case 'drop-response':
        plan.dropsResponse = true;
        break;
      case 'flip-byte':
        plan.flipAt = fault.at;
        break;
      case 'wrong-checksum':
        plan.flippedChecksumBit = fault.bit ?? 0;
        break;
      case 'omit-headers':
        plan.omittedHeaders.push(...fault.names.map((name) => name.toLowerCase()));
        break;
      case 'expire-token':
        plan.expiresToken = true;
        break;
      case 'throttle':
        plan.throttle = {
          retryAfterMilliseconds: fault.retryAfterMilliseconds ?? defaultRetryAfter,
        };
        break;
      case 'stop-reading':
        plan.stopReadingAfter = fault.afterBytes ?? 0;
        break;
      case 'slow-read':
        plan.bytesPerSecond = fault.bytesPerSecond;
        break;
      default:
        unreachable(fault, 'fault');
    }
  }
  return plan;
}
