import type { Composer } from 'vue-i18n';
import { createI18n } from 'vue-i18n';
import type { Language, Messages } from './locales/messages.ts';

/**
 * Messages are compiled without eval (Vue I18n's JIT), so the content policy can forbid it.
 *
 * @param messages the messages of the start; `chooseMessages` loads other languages on demand
 */
export function createWords(messages: Record<string, Messages> = {}) {
  return createI18n({
    legacy: false,
    locale: 'en',
    messages,
    warnHtmlMessage: true,
  });
}

/** The part of Vue I18n's composer that a change of language needs. */
type Speaker = Pick<Composer, 'availableLocales' | 'locale' | 'setLocaleMessage'>;

/** Changes the language at run time; loads the language first when it is not loaded yet. */
export async function chooseMessages(speaker: Speaker, language: Language): Promise<void> {
  if (!speaker.availableLocales.includes(language)) {
    speaker.setLocaleMessage(language, await loadMessages(language));
  }
  speaker.locale.value = language;
  document.documentElement.lang = language;
}

/** Every language is complete, so Ferry needs no fallback language. */
async function loadMessages(language: Language): Promise<Messages> {
  switch (language) {
    case 'en':
      return (await import('./locales/en.ts')).english;
    case 'zh-CN':
      return (await import('./locales/zh-cn.ts')).chinese;
  }
}
