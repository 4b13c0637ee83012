import { HostEmitter, type PartOf } from '../../strict.ts';

type ThemeSource = Electron.NativeTheme['themeSource'];

/** Electron's `nativeTheme`, in a system whose own theme is light. */
export class HostNativeTheme
  extends HostEmitter<Electron.NativeTheme>
  implements PartOf<Electron.NativeTheme>
{
  readonly shouldUseDarkColorsForSystemIntegratedUI = false;
  #themeSource: ThemeSource = 'system';

  get themeSource(): ThemeSource {
    return this.#themeSource;
  }

  set themeSource(source: ThemeSource) {
    this.#themeSource = source;
    this.announce('updated');
  }

  get shouldUseDarkColors(): boolean {
    return this.#themeSource === 'dark';
  }
}

/** Electron's `nativeTheme`. Pages take their `prefers-color-scheme` from it. */
export const nativeTheme = new HostNativeTheme('nativeTheme');
