import { HostEmitter, type PartOf } from '../../strict.ts';

type ThemeSource = Electron.NativeTheme['themeSource'];

const listeners = new Set<() => void>();

/** Electron's `nativeTheme`, in a system whose own theme is light. */
export class HostNativeTheme
  extends HostEmitter<Electron.NativeTheme>
  implements PartOf<Electron.NativeTheme>
{
  readonly shouldUseDarkColorsForSystemIntegratedUI = false;
  #themeSource: ThemeSource = 'system';

  constructor() {
    super('nativeTheme');
  }

  get themeSource(): ThemeSource {
    return this.#themeSource;
  }

  set themeSource(source: ThemeSource) {
    if (!['system', 'light', 'dark'].includes(source)) {
      throw new TypeError(`Error processing argument: themeSource ${source}`);
    }
    this.#themeSource = source;
    for (const listener of listeners) listener();
    this.announce('updated');
  }

  get shouldUseDarkColors(): boolean {
    return this.#themeSource === 'dark';
  }
}

/** Electron's `nativeTheme`. */
export const nativeTheme = new HostNativeTheme();

/** What `prefers-color-scheme` is in the pages; undefined where Chromium and Playwright decide. */
export function chosenColorScheme(): 'light' | 'dark' | undefined {
  return nativeTheme.themeSource === 'system' ? undefined : nativeTheme.themeSource;
}

/** Calls back after every change until the answer is called. */
export function onColorSchemeChanged(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
