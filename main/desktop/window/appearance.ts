import { app, nativeTheme } from 'electron';
import { type DesktopWords, desktopWords } from '../system/desktop-words.ts';
import type { PreferencesFile } from '../start/preferences-file.ts';

/** The system's first language if Ferry supports it. */
export function systemLanguage(): 'en' | 'zh-CN' {
  const [first = ''] = app.getPreferredSystemLanguages();
  return first.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}

/** The language that the user chose. */
export function currentLanguage(preferences: PreferencesFile): 'en' | 'zh-CN' {
  const { language } = preferences.current();
  return language === 'system' ? systemLanguage() : language;
}

/** The texts outside the window, in the chosen language. */
export function currentWords(preferences: PreferencesFile): DesktopWords {
  return desktopWords(currentLanguage(preferences));
}

/** Frames, dialogs and the page's `prefers-color-scheme` follow the setting. */
export function followTheme(preferences: PreferencesFile): void {
  nativeTheme.themeSource = preferences.current().theme;
  preferences.onChange(({ theme }) => {
    if (nativeTheme.themeSource !== theme) nativeTheme.themeSource = theme;
  });
}
