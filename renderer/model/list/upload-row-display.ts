import type { AccountLine, Say, UploadLine } from '../../../shared/ipc/picture.ts';
import { filesWithLinks } from '../../../shared/account/object-links.ts';
import { causeWord } from '../cause.ts';
import { fileKind } from '../names/file-kind.ts';
import { type IconName, iconOfKind } from '../names/icons.ts';
import { hasEnded, shareOfUpload, type UploadDisplay, uploadDisplay } from './upload-display.ts';

/** What the line of an upload or of an account shows, without its words. */
export interface UploadRowDisplay {
  readonly display: UploadDisplay;
  readonly icon: IconName;
  /** From 0 to 1. */
  readonly share: number;
  /** It says its result in place of its progress. */
  readonly ended: boolean;
  readonly say: Say | undefined;
  readonly can: { readonly pause: boolean; readonly resume: boolean; readonly links: boolean };
}

const sources = { files: 'copy', folder: 'folder', clipboard: 'clip', watch: 'eye' } as const;

export function uploadRowDisplay(line: UploadLine | AccountLine): UploadRowDisplay {
  if (line.kind === 'account') {
    return {
      display: {
        tone: 'bad',
        icon: 'warn',
        word: causeWord(line.cause),
        percent: false,
        bar: 'none',
      },
      ...{ icon: 'key', share: 0, ended: false, say: { cause: line.cause, files: line.uploads } },
      can: { pause: false, resume: false, links: false },
    };
  }
  const { queued, uploading, verifying, waiting, paused } = line.files;
  const open = queued + uploading + verifying + waiting;
  const ended = hasEnded(line);
  return {
    display: uploadDisplay(line),
    icon: line.single === undefined ? sources[line.source] : iconOfKind(fileKind(line.name)),
    share: shareOfUpload(line),
    ended,
    say: line.say,
    can: {
      pause: open > 0,
      resume: paused > 0 && open === 0,
      links: ended && filesWithLinks(line) > 0,
    },
  };
}
