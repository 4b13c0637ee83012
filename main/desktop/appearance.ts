import { app, nativeTheme } from 'electron';
import { type DesktopWords, desktopWords } from './desktop-words.ts';
import type { PreferencesFile } from './preferences-file.ts';

/** The system's first language, as far as Ferry speaks it. */
export function systemLanguage(): 'en' | 'zh-CN' {
  const [first = ''] = app.getPreferredSystemLanguages();
  return first.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}

/** What stands outside the window, in the language that the person chose. */
export function currentWords(preferences: PreferencesFile): DesktopWords {
  const { language } = preferences.current();
  return desktopWords(language === 'system' ? systemLanguage() : language);
}

/** Frames, dialogs and the page's `prefers-color-scheme` follow the setting. */
export function followTheme(preferences: PreferencesFile): void {
  nativeTheme.themeSource = preferences.current().theme;
  preferences.onChange(({ theme }) => {
    if (nativeTheme.themeSource !== theme) nativeTheme.themeSource = theme;
  });
}
