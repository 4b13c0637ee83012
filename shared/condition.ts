import type { ErrorRecord } from './errors.ts';
import type { WaitReason } from './transfer-state.ts';

/** Who or what ends a condition. */
type ConditionEnd =
  /** A probe that OSS answers. */
  | 'probe'
  /** A check that finds the volume again. */
  | 'volume-check'
  /** The store's notice that its disk has free space. */
  | 'free-space'
  /** New credentials of the account, or a person who says "try again". */
  | 'credentials'
  /** A person who mends the cause and says "try again". */
  | 'person'
  /** The system, when the computer wakes up. */
  | 'wake-up';

/** What a person can do about a condition. */
type ConditionAction =
  | 'check-network'
  | 'enter-credentials'
  | 'enter-proxy-password'
  | 'check-certificate'
  | 'choose-domain'
  | 'settle-account'
  | 'connect-volume'
  | 'free-disk-space'
  | 'none';

/** What the engine does while a condition of one kind lasts, and how it ends. */
export interface ConditionRule {
  /** Rows of everything, of one account, or of one volume. */
  readonly blocks: 'all' | 'account' | 'volume';
  /**
   * Running transfers that it blocks: `interrupt` stops them, `hold` lets requests in flight end and
   * begins no other, `finish` lets them run to their end.
   */
  readonly running: 'interrupt' | 'hold' | 'finish';
  /** The wait reason of blocked rows; absent when they stay queued under no reason. */
  readonly why?: WaitReason;
  readonly endedBy: ConditionEnd;
  readonly action: ConditionAction;
}

/** All conditions. A new one is a row here and a case of `Condition`. */
export const conditionRules = {
  offline: {
    blocks: 'account',
    running: 'interrupt',
    why: 'offline',
    endedBy: 'probe',
    action: 'check-network',
  },
  credentials: {
    blocks: 'account',
    running: 'interrupt',
    why: 'credentials',
    endedBy: 'credentials',
    action: 'enter-credentials',
  },
  proxy: {
    blocks: 'account',
    running: 'interrupt',
    why: 'proxy',
    endedBy: 'person',
    action: 'enter-proxy-password',
  },
  certificate: {
    blocks: 'account',
    running: 'interrupt',
    why: 'certificate',
    endedBy: 'person',
    action: 'check-certificate',
  },
  'public-endpoint': {
    blocks: 'account',
    running: 'interrupt',
    why: 'public-endpoint',
    endedBy: 'person',
    action: 'choose-domain',
  },
  suspended: {
    blocks: 'account',
    running: 'interrupt',
    why: 'suspended',
    endedBy: 'person',
    action: 'settle-account',
  },
  'source-unavailable': {
    blocks: 'volume',
    running: 'finish',
    why: 'source-unavailable',
    endedBy: 'volume-check',
    action: 'connect-volume',
  },
  'disk-full': {
    blocks: 'all',
    running: 'hold',
    why: 'disk-full',
    endedBy: 'free-space',
    action: 'free-disk-space',
  },
  asleep: { blocks: 'all', running: 'interrupt', endedBy: 'wake-up', action: 'none' },
} as const satisfies Record<string, ConditionRule>;

export type ConditionKind = keyof typeof conditionRules;

/** The kinds that block one account. Each one is also the wait reason of the account's rows. */
export type AccountConditionKind = {
  [Kind in ConditionKind]: (typeof conditionRules)[Kind]['blocks'] extends 'account' ? Kind : never;
}[ConditionKind];

export interface AccountCondition {
  readonly kind: AccountConditionKind;
  readonly accountId: string;
  readonly error: ErrorRecord;
}

/** Something that keeps work back until it ends. */
export type Condition =
  | AccountCondition
  /** The disk, stick or share at the path `volume` is gone. */
  | { readonly kind: 'source-unavailable'; readonly volume: string; readonly error: ErrorRecord }
  /** The disk of the database is full. */
  | { readonly kind: 'disk-full' }
  /** The computer sleeps. */
  | { readonly kind: 'asleep' };

/** A condition as the engine publishes it, without paths of this computer. */
export type ConditionView =
  | Exclude<Condition, { readonly volume: string }>
  | Omit<Extract<Condition, { readonly volume: string }>, 'volume'>;

export const conditionKinds = Object.keys(conditionRules) as readonly ConditionKind[];

/** The kinds that block one account; unblocking the account ends all of them. */
export const accountConditionKinds = conditionKinds.filter(
  (kind): kind is AccountConditionKind => conditionRules[kind].blocks === 'account',
);

export function isAccountCondition(condition: ConditionView): condition is AccountCondition {
  return 'accountId' in condition;
}

/** True when a person has to act, or can end the condition sooner. */
export function needsAttention({ kind }: ConditionView): boolean {
  return conditionRules[kind].action !== 'none';
}
