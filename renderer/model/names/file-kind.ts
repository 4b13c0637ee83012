export type FileKind =
  'image' | 'video' | 'audio' | 'text' | 'archive' | 'code' | 'folder' | 'file';

const extensions: Record<Exclude<FileKind, 'folder' | 'file'>, string> = {
  image: 'jpg jpeg png gif webp avif heic heif svg bmp tif tiff ico raw arw cr2 cr3 nef dng psd',
  video: 'mp4 mov mkv avi webm m4v mpg mpeg wmv mts mxf',
  audio: 'mp3 wav flac aac m4a ogg opus aif aiff',
  text: 'pdf txt md doc docx rtf odt xls xlsx csv ppt pptx pages numbers key',
  archive: 'zip gz tgz bz2 xz 7z rar tar zst iso dmg jar',
  code: 'js ts jsx tsx vue json html css py go rs java c h cpp cs rb php sh sql xml yml yaml toml',
};

const kinds = new Map(
  Object.entries(extensions).flatMap(([kind, names]) =>
    names.split(' ').map((name) => [name, kind as FileKind] as const),
  ),
);

/** The kind of file that a row's icon shows, guessed from the name. */
export function fileKind(name: string): FileKind {
  if (name.endsWith('/')) return 'folder';
  const dot = name.lastIndexOf('.');
  return (dot > 0 ? kinds.get(name.slice(dot + 1).toLowerCase()) : undefined) ?? 'file';
}
