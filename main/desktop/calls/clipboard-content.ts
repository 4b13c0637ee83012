import { clipboard } from 'electron';
import { fileURLToPath } from 'node:url';
import type { ClipboardContent } from '../../../shared/ipc/views.ts';

/** The content of the clipboard, ready for upload. */
type Pasteable =
  | { readonly kind: 'files'; readonly paths: readonly string[] }
  | { readonly kind: 'image'; readonly name: string; readonly bytes: Uint8Array }
  | { readonly kind: 'text'; readonly name: string; readonly text: string }
  | { readonly kind: 'nothing' };

/** The fields of Electron's ClipboardItem that Ferry reads. */
interface ClipboardPart {
  readonly types: readonly string[];
  getType(type: string): Promise<unknown>;
}

const raw = (format: string): string => `electron application/osclipboard;format="${format}"`;

/** The clipboard formats of copied files on Linux, macOS and Windows. */
const fileLists = ['text/uri-list', raw('public.file-url'), raw('FileNameW')] as const;

/** `screenshot 2026-11-22 at 10.42.05`, in local time, in the form of file names. */
function stampedName(what: string, at: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const time = `${two(at.getHours())}.${two(at.getMinutes())}.${two(at.getSeconds())}`;
  return `${what} ${day} at ${time}`;
}

/** The files in a list on the clipboard. */
function pathsInList(format: string, bytes: Uint8Array): readonly string[] {
  if (format === raw('FileNameW')) {
    const name = new TextDecoder('utf-16le').decode(bytes).replace(/\0.*$/s, '');
    return name === '' ? [] : [name];
  }
  return new TextDecoder()
    .decode(bytes)
    .split(/\r?\n|\0/)
    .filter((line) => line.startsWith('file://') && URL.canParse(line))
    .map((line) => fileURLToPath(line));
}

async function copiedFiles(items: readonly ClipboardPart[]): Promise<readonly string[]> {
  for (const item of items) {
    for (const format of fileLists) {
      if (!item.types.includes(format) && !(await clipboard.has(format))) continue;
      const paths = pathsInList(format, await bytesOf(item, format).catch(() => new Uint8Array()));
      if (paths.length > 0) return paths;
    }
  }
  return [];
}

async function bytesOf(item: ClipboardPart, format: string): Promise<Uint8Array> {
  const part = await item.getType(format);
  return part instanceof Blob ? new Uint8Array(await part.arrayBuffer()) : new Uint8Array();
}

/** Prefers files to a picture, and a picture to text, like the programs that copy them. */
export async function readPasteable(now: Date, wantedName?: string): Promise<Pasteable> {
  const items = await clipboard.read();
  const paths = await copiedFiles(items);
  if (paths.length > 0) return { kind: 'files', paths };
  const picture = items.find((item) => item.types.includes('image/png'));
  if (picture !== undefined) {
    const name = wantedName ?? `${stampedName('screenshot', now)}.png`;
    return { kind: 'image', name, bytes: await bytesOf(picture, 'image/png') };
  }
  const text = await clipboard.readText();
  if (text === '') return { kind: 'nothing' };
  return { kind: 'text', name: wantedName ?? `${stampedName('text', now)}.txt`, text };
}

/** Describes the content of a paste without its bytes. */
export function describe(content: Pasteable): ClipboardContent {
  switch (content.kind) {
    case 'nothing':
      return { kind: 'nothing' };
    case 'files':
      return { kind: 'files', count: content.paths.length };
    case 'image':
      return { kind: 'image', suggestedName: content.name };
    case 'text':
      return { kind: 'text', suggestedName: content.name, length: content.text.length };
  }
}
