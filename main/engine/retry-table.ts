import { assertNever } from '../../shared/assert-never.ts';
import type { AccountConditionKind } from '../../shared/condition.ts';
import { type ErrorClass, errorClass, type ErrorRecord } from '../../shared/errors.ts';
import type { WaitReason } from '../../shared/transfer-state.ts';
import type { Random } from './ports/system.ts';

/**
 * What failed: the columns of the table. Initiate, HEAD and ListParts have no column: the transfer
 * that sent them decides, and so does a transfer whose request is not repeated any more.
 */
export const sentKinds = [
  'part',
  'small-file',
  'complete',
  'probe',
  'abort',
  'orphan-search',
  'transfer',
] as const;
export type Sent = (typeof sentKinds)[number];

/** What a loop does after a failure. Times in milliseconds from now. */
type RetryDecision =
  /** Sends the same request again after the pause. */
  | { readonly do: 'again'; readonly after: number }
  /** Compares both sides first, because they may disagree, and then sends what is missing. */
  | { readonly do: 'compare'; readonly after: number }
  /** Leaves the slot and tries again after the pause. */
  | { readonly do: 'later'; readonly after: number; readonly why: WaitReason }
  /** Waits until a condition ends by itself. */
  | { readonly do: 'put-aside'; readonly condition: 'offline' | 'source-unavailable' }
  /** Waits until a person ends a condition. */
  | { readonly do: 'ask'; readonly condition: Exclude<AccountConditionKind, 'offline'> }
  /** Gives up: a request leaves the decision to its transfer, a transfer fails. */
  | { readonly do: 'fail' };

type Rule =
  | { readonly do: 'again' | 'compare'; readonly most: number }
  /** Costs one attempt of the budget. */
  | { readonly do: 'spend' }
  /** A clean-up is retried without an end. */
  | { readonly do: 'back-off' }
  | Extract<RetryDecision, { readonly do: 'later' }>
  | Extract<RetryDecision, { readonly do: 'put-aside' | 'ask' }>
  | { readonly do: 'fail' };

type Cells<Columns extends readonly unknown[]> = { readonly [Column in keyof Columns]: Rule };
type Row = Cells<typeof sentKinds>;

const fail: Rule = { do: 'fail' };
const again: Rule = { do: 'again', most: 3 };
/** The server asks for a pause, and the limit on requests drops meanwhile. */
const often: Rule = { do: 'again', most: 8 };
const differ: Rule = { do: 'compare', most: 3 };
const spend: Rule = { do: 'spend' };
const backOff: Rule = { do: 'back-off' };
const hourly: Rule = { do: 'later', after: 3_600_000, why: 'retry' };
const inUse: Rule = { do: 'later', after: 30_000, why: 'source-in-use' };
const full: Rule = { do: 'later', after: 15_000, why: 'disk-full' };
const network: Rule = { do: 'put-aside', condition: 'offline' };
const gone: Rule = { do: 'put-aside', condition: 'source-unavailable' };
const keys: Rule = { do: 'ask', condition: 'credentials' };
const proxy: Rule = { do: 'ask', condition: 'proxy' };
const trust: Rule = { do: 'ask', condition: 'certificate' };
const address: Rule = { do: 'ask', condition: 'public-endpoint' };
const service: Rule = { do: 'ask', condition: 'suspended' };

/**
 * All retry decisions. With upload-only rights OSS lists no uploads, so a denied orphan search is
 * given up: the bucket's owner can use `ferry parts list`.
 */
const table: Readonly<Record<ErrorClass, Row>> = {
  //           part    small   complete probe  abort    orphan   transfer
  offline: [fail, fail, fail, fail, backOff, backOff, network],
  connection: [again, again, differ, again, backOff, backOff, spend],
  busy: [often, often, fail, often, backOff, backOff, spend],
  server: [again, again, differ, again, backOff, backOff, spend],
  passing: [again, again, fail, again, backOff, backOff, spend],
  upload: [differ, fail, differ, fail, backOff, backOff, spend],
  credentials: [fail, fail, fail, fail, backOff, backOff, keys],
  proxy: [fail, fail, fail, fail, backOff, backOff, proxy],
  certificate: [fail, fail, fail, fail, backOff, backOff, trust],
  'public-endpoint': [fail, fail, fail, fail, backOff, backOff, address],
  suspended: [fail, fail, fail, fail, backOff, backOff, service],
  denied: [fail, fail, fail, fail, hourly, fail, fail],
  exists: [fail, fail, differ, fail, backOff, backOff, fail],
  'in-use': [fail, fail, fail, fail, backOff, backOff, inUse],
  volume: [fail, fail, fail, fail, backOff, backOff, gone],
  'disk-full': [fail, fail, fail, fail, backOff, backOff, full],
  final: [fail, fail, fail, fail, backOff, backOff, fail],
};

export interface Failure {
  readonly error: ErrorRecord;
  readonly sent: Sent;
  /** Tries of a request or attempts of a transfer or clean-up that count, this one included. */
  readonly attempts: number;
  /** Attempts that a transfer may spend; without it only `most` of the table limits a request. */
  readonly budget?: number;
  /** False when a probe after the failure showed that OSS cannot be reached. */
  readonly reachable?: boolean;
}

/** Looks the failure up in the table. */
export function decideRetry(failure: Failure, random: Random): RetryDecision {
  const { error, sent, attempts, budget = Infinity, reachable = true } = failure;
  const rule =
    table[reachable ? errorClass(error.code) : 'offline'][sentKinds.indexOf(sent)] ?? fail;
  switch (rule.do) {
    case 'again':
    case 'compare':
      if (attempts >= rule.most) return { do: 'fail' };
      return { do: rule.do, after: backoffDelay(attempts, random, error.retryAfter) };
    case 'spend':
      if (attempts >= budget) return { do: 'fail' };
      return {
        do: 'later',
        after: backoffDelay(attempts, random, error.retryAfter),
        why: 'retry',
      };
    case 'back-off': {
      // A clean-up is less urgent than a transfer.
      const after = 1000 + backoffDelay(attempts + 1, random, error.retryAfter);
      return { do: 'later', after, why: 'retry' };
    }
    case 'later':
    case 'put-aside':
    case 'ask':
    case 'fail':
      return rule;
    default:
      return assertNever(rule, 'retry rule');
  }
}

/** True when a probe has to show whether the connection stands before an attempt is spent. */
export function needsProbe({ code }: ErrorRecord): boolean {
  return errorClass(code) === 'connection';
}

/**
 * True when a request with this error may still have had its effect. Its response was lost or was
 * made up on the way. OSS continues a Complete even after the client has disconnected.
 */
export function mayHaveHappened({ code }: ErrorRecord): boolean {
  const kind = errorClass(code);
  return kind === 'connection' || kind === 'server';
}

const base = 500;
const longest = 60_000;

/**
 * Milliseconds to wait before attempt `attempt` + 1: full jitter over an exponentially growing
 * range. Jitter keeps many transfers from retrying at the same moment. The result is never shorter
 * than the delay that the server demanded.
 *
 * Source: "Exponential Backoff And Jitter", AWS Architecture Blog.
 */
export function backoffDelay(attempt: number, random: Random, demanded = 0): number {
  const range = Math.min(longest, base * 2 ** Math.min(attempt, 20));
  return Math.max(demanded, Math.round(range * random.next()));
}
