import type { FileKind } from './file-kind.ts';

/** The shapes in the sprite (`components/IconSprite.vue`); a line uses them without a component. */
export type IconName =
  | 'up'
  | 'pause'
  | 'play'
  | 'check'
  | 'warn'
  | 'ask'
  | 'x'
  | 'clock'
  | 'skip'
  | 'all'
  | 'file'
  | 'folder'
  | 'zip'
  | 'eye'
  | 'img'
  | 'film'
  | 'gear'
  | 'cog'
  | 'down'
  | 'right'
  | 'left'
  | 'bucket'
  | 'minus'
  | 'plus'
  | 'more'
  | 'link'
  | 'limit'
  | 'copy'
  | 'wifi'
  | 'clip'
  | 'key'
  | 'music'
  | 'text'
  | 'code'
  | 'bad'
  | 'flask';

const kinds: Readonly<Record<FileKind, IconName>> = {
  image: 'img',
  video: 'film',
  audio: 'music',
  text: 'text',
  archive: 'zip',
  code: 'code',
  folder: 'folder',
  file: 'file',
};

export function iconOfKind(kind: FileKind): IconName {
  return kinds[kind];
}
