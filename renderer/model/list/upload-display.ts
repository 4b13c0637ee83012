import { assertNever } from '../../../shared/assert-never.ts';
import type { UploadLine } from '../../../shared/ipc/picture.ts';
import type { MessageKey } from '../../locales/messages.ts';
import { causeWord } from '../cause.ts';
import type { IconName } from '../names/icons.ts';

export type LineTone = 'up' | 'ok' | 'warn' | 'bad' | 'idle';

/** The display of an upload: its shape and its word say what its colour says. */
export interface UploadDisplay {
  readonly tone: LineTone;
  readonly icon: IconName;
  readonly word: MessageKey;
  readonly note?: MessageKey;
  readonly percent: boolean;
  /** `moving` has the accent, `held` grey dashes. */
  readonly bar: 'moving' | 'held' | 'still' | 'none';
}

/** The upload has ended, and Ferry knows the paths that were added. */
export function canRepeat(line: UploadLine): boolean {
  return hasEnded(line) && line.repeatable;
}

/** Skipped files of an upload, by what a line says of them. */
export interface SkippedFiles {
  /** Files of an upload made again that are no longer there. */
  readonly gone: number;
  readonly others: number;
  /** Each of the others equals the object that was there before. */
  readonly areSame: boolean;
}

export function skippedFiles({ files, skips = [] }: UploadLine): SkippedFiles {
  const gone = skips.find(({ reason }) => reason === 'gone')?.files ?? 0;
  const areSame = skips.every(({ reason }) => reason === 'identical' || reason === 'gone');
  return { gone, others: files.skipped - gone, areSame };
}

export function uploadDisplay({ state, say, scanning }: UploadLine): UploadDisplay {
  switch (state) {
    case 'uploading':
      return { tone: 'up', icon: 'up', word: 'uploads.uploading', percent: true, bar: 'moving' };
    case 'next':
      return {
        ...{ tone: 'idle', icon: 'clock', word: 'uploads.waiting', note: 'uploads.nextInLine' },
        ...{ percent: false, bar: 'still' },
      };
    case 'waiting': {
      const word = scanning ? 'uploads.scanning' : 'uploads.waiting';
      return { tone: 'idle', icon: 'clock', word, percent: true, bar: 'still' };
    }
    case 'verifying':
      return {
        tone: 'up',
        icon: 'check',
        word: 'uploads.verifying',
        percent: false,
        bar: 'moving',
      };
    case 'paused':
      return { tone: 'idle', icon: 'pause', word: 'uploads.paused', percent: true, bar: 'held' };
    case 'offline':
      return { tone: 'idle', icon: 'clock', word: 'uploads.offline', percent: true, bar: 'held' };
    case 'stopped':
      return { tone: 'idle', icon: 'pause', word: 'engine.stopped', percent: true, bar: 'held' };
    case 'attention': {
      const word = say === undefined ? 'cause.failed' : causeWord(say.cause);
      return { tone: 'bad', icon: 'warn', word, percent: true, bar: 'still' };
    }
    case 'question':
      return { tone: 'warn', icon: 'ask', word: 'uploads.question', percent: true, bar: 'still' };
    case 'done':
      return { tone: 'ok', icon: 'check', word: 'uploads.verified', percent: false, bar: 'none' };
    case 'unconfirmed':
      return {
        tone: 'warn',
        icon: 'warn',
        word: 'uploads.unconfirmed',
        percent: false,
        bar: 'none',
      };
    case 'cancelled':
      return { tone: 'idle', icon: 'x', word: 'uploads.cancelled', percent: false, bar: 'none' };
    case 'empty':
      return { tone: 'idle', icon: 'check', word: 'uploads.noFiles', percent: false, bar: 'none' };
    default:
      return assertNever(state, 'state of an upload');
  }
}

/** Whether an upload has ended, and says its result instead of its progress. */
export function hasEnded({ state }: UploadLine): boolean {
  return ['done', 'unconfirmed', 'cancelled', 'empty'].includes(state);
}

/** The finished share, from 0 to 1. */
export function shareOfUpload({ bytes, bytesDone, state }: UploadLine): number {
  if (state === 'done') return 1;
  return bytes === 0 ? 0 : Math.min(1, bytesDone / bytes);
}
