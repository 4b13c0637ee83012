import { assertNever } from '../../../shared/assert-never.ts';
import type { SkipReason, TransferState, WaitReason } from '../../../shared/transfer-state.ts';
import type { MessageKey } from '../../locales/messages.ts';
import type { IconName } from '../names/icons.ts';
import type { LineTone } from './upload-display.ts';

/** The display of a state: never by its colour alone. */
export interface StateDisplay {
  readonly tone: LineTone;
  readonly icon: IconName;
  readonly word: MessageKey;
  readonly note?: MessageKey;
  /** Milliseconds since 1970; the note counts down to it. */
  readonly until?: number;
  /** Show the progress as a number and as a bar. */
  readonly percent: boolean;
  readonly bar: boolean;
}

const waitNotes: Record<Exclude<WaitReason, 'retry'>, MessageKey> = {
  offline: 'wait.offline',
  credentials: 'wait.credentials',
  proxy: 'wait.proxy',
  'public-endpoint': 'wait.publicEndpoint',
  suspended: 'wait.suspended',
  certificate: 'wait.certificate',
  'source-in-use': 'wait.sourceInUse',
  'source-unavailable': 'wait.sourceUnavailable',
  'disk-full': 'wait.diskFull',
  conflict: 'wait.conflict',
  'handed-over': 'wait.handedOver',
};

/** Why a file was skipped. */
export const skipNotes: Readonly<Record<SkipReason, MessageKey>> = {
  exists: 'skip.exists',
  identical: 'skip.identical',
  'not-newer': 'skip.notNewer',
  'already-queued': 'skip.alreadyQueued',
  'symbolic-link': 'skip.symbolicLink',
  'special-file': 'skip.specialFile',
  'folder-read': 'skip.folderRead',
  'own-database': 'skip.ownDatabase',
  gone: 'skip.gone',
};

/** What the display of a file depends on. */
export interface FileNow {
  readonly state: TransferState;
  /** Bytes that arrived or are on the way. */
  readonly bytesShown: number;
  readonly size: number;
}

/** @param accountRemoved the transfer cannot continue, because its account is removed */
export function displayOf({ state, bytesShown }: FileNow, accountRemoved = false): StateDisplay {
  const begun = bytesShown > 0;
  if (accountRemoved && (state.name === 'queued' || state.name === 'waiting')) {
    return { ...waiting(begun), note: 'wait.accountRemoved' };
  }
  switch (state.name) {
    case 'queued':
      return { tone: 'idle', icon: 'clock', word: 'state.queued', percent: begun, bar: begun };
    case 'uploading':
      return { tone: 'up', icon: 'up', word: 'state.uploading', percent: true, bar: true };
    case 'verifying':
      return {
        tone: 'up',
        icon: 'check',
        word: 'state.verifying',
        note: 'state.verifyingNote',
        percent: false,
        bar: true,
      };
    case 'waiting':
      return { ...waiting(begun), ...waitNote(state.why, state.until) };
    case 'paused':
      return { tone: 'idle', icon: 'pause', word: 'state.paused', percent: begun, bar: begun };
    case 'done':
      return {
        tone: 'ok',
        icon: 'check',
        word: 'state.done',
        percent: false,
        bar: false,
        note: state.verified === 'crc64' ? 'state.doneCrc64' : 'state.doneParts',
      };
    case 'skipped':
      return {
        tone: 'idle',
        icon: 'skip',
        word: 'state.skipped',
        note: skipNotes[state.reason],
        percent: false,
        bar: false,
      };
    case 'failed':
      return {
        tone: 'bad',
        icon: 'warn',
        word: `errors.${state.error.code}.title`,
        percent: false,
        bar: begun,
      };
    case 'cancelled':
      return {
        tone: 'idle',
        icon: 'x',
        word: 'state.cancelled',
        percent: false,
        bar: false,
      };
    default:
      return assertNever(state, 'transfer state');
  }
}

function waiting(begun: boolean): StateDisplay {
  return { tone: 'warn', icon: 'clock', word: 'state.waiting', percent: false, bar: begun };
}

function waitNote(
  why: WaitReason,
  until: number | undefined,
): Pick<StateDisplay, 'note' | 'until'> {
  if (why === 'retry') {
    return until === undefined ? { note: 'wait.retrySoon' } : { note: 'wait.retry', until };
  }
  return { note: waitNotes[why] };
}

/** The finished share of a transfer, from 0 to 1. An empty file counts as 1 when it is done. */
export function shareOf({ state, bytesShown, size }: FileNow): number {
  if (state.name === 'done' || state.name === 'verifying') return 1;
  return size === 0 ? 0 : Math.min(1, bytesShown / size);
}
