import type { Composer } from 'vue-i18n';
import { createI18n } from 'vue-i18n';
import { english } from './locales/en.ts';
import type { Language, Messages } from './locales/messages.ts';

/** Messages are compiled without eval (Vue I18n's JIT), so the content policy can forbid it. */
export function createWords() {
  const messages: Record<string, Messages> = { en: english };
  return createI18n({
    legacy: false,
    locale: 'en',
    fallbackLocale: 'en',
    messages,
    warnHtmlMessage: true,
  });
}

export type Words = ReturnType<typeof createWords>;

/** The little of Vue I18n's composer that a change of language needs. */
type Speaker = Pick<Composer, 'availableLocales' | 'locale' | 'setLocaleMessage'>;

/** Changes the language at run time; one that was not needed before is loaded first. */
export async function chooseMessages(speaker: Speaker, language: Language): Promise<void> {
  if (language === 'zh-CN' && !speaker.availableLocales.includes('zh-CN')) {
    const { chinese } = await import('./locales/zh-cn.ts');
    speaker.setLocaleMessage('zh-CN', chinese);
  }
  speaker.locale.value = language;
  document.documentElement.lang = language;
}
