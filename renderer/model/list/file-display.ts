import type { FileLine, FolderLine } from '../../../shared/ipc/picture.ts';
import type { MessageKey } from '../../locales/messages.ts';
import { fileKind } from '../names/file-kind.ts';
import { iconOfKind } from '../names/icons.ts';
import type { IconTone } from './painted-icons.ts';
import { displayOf, shareOf } from './state-display.ts';

/** What the row of a folder or a file says. Empty texts are not shown. */
export interface FileDisplay {
  readonly icon: string;
  /** Of a folder its files, of a found file its folder. */
  readonly about: string;
  /** Bytes. */
  readonly size: number;
  readonly tone: IconTone | 'ended';
  /** The icon before the word. */
  readonly mark: string;
  readonly word: string;
  readonly note: string;
  /** From 0 to 1; undefined where no bar is shown. */
  readonly share: number | undefined;
}

type Values = Readonly<Record<string, string>>;

/** The formats of the window's language that a row needs. */
export interface FileWords {
  readonly t: (key: MessageKey, values?: Values) => string;
  readonly count: (key: MessageKey, value: number, values?: Values) => string;
  readonly number: (value: number) => string;
  readonly percent: (share: number) => string;
}

export function fileDisplay(line: FolderLine | FileLine, words: FileWords): FileDisplay {
  return line.kind === 'folder' ? displayOfFolder(line, words) : displayOfFile(line, words);
}

function displayOfFolder(line: FolderLine, words: FileWords): FileDisplay {
  const { files, filesDone, failed, moving, bytes, bytesDone } = line;
  const ended = filesDone === files;
  const about = ended
    ? words.count('uploads.files', files)
    : words.count('uploads.filesOf', files, { done: words.number(filesDone) });
  const common = { icon: 'folder', about, size: bytes, share: undefined, note: '' };
  if (failed > 0) {
    const word = words.count('uploads.failedFiles', failed);
    return { ...common, tone: 'bad', mark: 'warn', word };
  }
  if (ended) return { ...common, tone: 'ended', mark: 'check', word: words.t('state.done') };
  if (!moving && bytesDone === 0) {
    return { ...common, tone: 'idle', mark: 'clock', word: words.t('uploads.waiting') };
  }
  const share = bytes === 0 ? 0 : Math.min(1, bytesDone / bytes);
  const tone = moving ? 'up' : 'idle';
  return { ...common, tone, mark: '', word: '', note: words.percent(share), share };
}

function displayOfFile(
  { name, folder, size, bytes, state }: FileLine,
  words: FileWords,
): FileDisplay {
  const now = { state, size, bytesShown: bytes };
  const display = displayOf(now);
  const share = state.name === 'uploading' ? shareOf(now) : undefined;
  const noted = display.tone === 'ok' || display.until !== undefined ? undefined : display.note;
  const note = noted === undefined ? '' : words.t(noted);
  return {
    icon: iconOfKind(fileKind(name)),
    about: folder ?? '',
    size,
    tone: display.tone === 'ok' ? 'ended' : display.tone,
    mark: display.icon,
    word: share === undefined ? words.t(display.word) : '',
    note: share === undefined ? note : words.percent(share),
    share,
  };
}
