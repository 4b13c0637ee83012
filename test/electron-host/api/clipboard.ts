import { strict } from '../strict.ts';

type Payload = string | Blob | Electron.ClipboardBookmark;

/** Electron's `ClipboardItem`: payloads by MIME type. */
export class HostClipboardItem {
  readonly #payloads: ReadonlyMap<string, Payload | Promise<Blob | string>>;

  constructor(items: Record<string, Payload | Promise<Blob | string>>) {
    this.#payloads = new Map(Object.entries(items));
  }

  get types(): string[] {
    return [...this.#payloads.keys()];
  }

  async getType(type: string): Promise<Blob | Electron.ClipboardBookmark> {
    const payload = await this.#payloads.get(type);
    if (payload === undefined) throw new Error(`The type ${type} was not found`);
    return typeof payload === 'string' ? new Blob([payload], { type }) : payload;
  }
}

const text = 'text/plain';

/**
 * A clipboard of the main process's own: the page's `navigator.clipboard` is Chromium's and does
 * not meet it.
 */
function createClipboard(): Partial<Electron.Clipboard> {
  let items: HostClipboardItem[] = [];
  const holding = (type: string): HostClipboardItem | undefined =>
    items.find(({ types }) => types.includes(type));
  return {
    clear() {
      items = [];
    },
    has: (type) => Promise.resolve(holding(type) !== undefined),
    read: () => Promise.resolve(items as unknown as Electron.ClipboardItem[]),
    write(data) {
      items = [...data] as unknown as HostClipboardItem[];
      return Promise.resolve();
    },
    async readText() {
      const payload = await holding(text)?.getType(text);
      return payload instanceof Blob ? payload.text() : '';
    },
    writeText(value) {
      items = [new HostClipboardItem({ [text]: value })];
      return Promise.resolve();
    },
  };
}

/** Electron's `clipboard`. */
export const clipboard = strict<Electron.Clipboard>('clipboard', {
  ...createClipboard(),
  selection: strict<Electron.Clipboard>('clipboard.selection', createClipboard()),
});
