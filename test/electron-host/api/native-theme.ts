import { HostEmitter, type PartOf } from '../strict.ts';

type ThemeSource = Electron.NativeTheme['themeSource'];

const listeners = new Set<() => void>();

/** Electron's `nativeTheme`. The system is light until the test says otherwise. */
export class HostNativeTheme
  extends HostEmitter<Electron.NativeTheme>
  implements PartOf<Electron.NativeTheme>
{
  readonly shouldUseHighContrastColors = false;
  readonly shouldUseInvertedColorScheme = false;
  readonly inForcedColorsMode = false;
  readonly prefersReducedTransparency = false;
  #themeSource: ThemeSource = 'system';
  #isSystemDark = false;

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
    this.#change(() => {
      this.#themeSource = source;
    });
  }

  get shouldUseDarkColors(): boolean {
    return this.#themeSource === 'system' ? this.#isSystemDark : this.#themeSource === 'dark';
  }

  get shouldUseDarkColorsForSystemIntegratedUI(): boolean {
    return this.#isSystemDark;
  }

  static setSystemDark(theme: HostNativeTheme, isDark: boolean): void {
    theme.#change(() => {
      theme.#isSystemDark = isDark;
    });
  }

  #change(apply: () => void): void {
    apply();
    for (const listener of listeners) listener();
    this.announce('updated');
  }
}

/** Electron's `nativeTheme`. */
export const nativeTheme = new HostNativeTheme();

/**
 * What `prefers-color-scheme` is in the pages; undefined as long as nobody has chosen, for then
 * Chromium and Playwright know better.
 */
export function chosenColorScheme(): 'light' | 'dark' | undefined {
  const isChosen = nativeTheme.themeSource !== 'system';
  if (nativeTheme.shouldUseDarkColors) return 'dark';
  return isChosen ? 'light' : undefined;
}

/** Calls back after every change until the answer is called. */
export function onColorSchemeChanged(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
