import { strict } from '../../strict.ts';

/** Electron's `ClipboardItem`: payloads by MIME type. */
export class HostClipboardItem {
  readonly #payloads: ReadonlyMap<string, Blob>;

  constructor(items: Readonly<Record<string, Blob>>) {
    this.#payloads = new Map(Object.entries(items));
  }

  get types(): string[] {
    return [...this.#payloads.keys()];
  }

  getType(type: string): Promise<Blob> {
    const payload = this.#payloads.get(type);
    if (payload === undefined) return Promise.reject(new Error(`The type ${type} was not found`));
    return Promise.resolve(payload);
  }
}

const text = 'text/plain';
let items: HostClipboardItem[] = [];

/**
 * Electron's `clipboard`: one of the main process's own. The page's `navigator.clipboard` is
 * Chromium's and does not meet it.
 */
export const clipboard = strict<Electron.Clipboard>('clipboard', {
  has: (type) => Promise.resolve(items.some(({ types }) => types.includes(type))),
  read: () => Promise.resolve(items as unknown as Electron.ClipboardItem[]),
  write(data) {
    items = [...data] as unknown as HostClipboardItem[];
    return Promise.resolve();
  },
  async readText() {
    const item = items.find(({ types }) => types.includes(text));
    return item === undefined ? '' : (await item.getType(text)).text();
  },
  writeText(value) {
    items = [new HostClipboardItem({ [text]: new Blob([value], { type: text }) })];
    return Promise.resolve();
  },
});
