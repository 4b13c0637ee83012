import { describe, expect, it } from 'vitest';
import { createWords } from '../../../renderer/i18n.ts';
import { english } from '../../../renderer/locales/en.ts';
import { chinese } from '../../../renderer/locales/zh-cn.ts';
import { errorCodes } from '../../../shared/errors.ts';

/** Every message with its path. */
function messagesOf(part: object, path = ''): Map<string, string> {
  return new Map(
    Object.entries(part).flatMap(([name, value]: [string, unknown]) => {
      const key = path === '' ? name : `${path}.${name}`;
      if (typeof value === 'string') return [[key, value] as const];
      return [...messagesOf(value as object, key)];
    }),
  );
}

function placeholdersOf(message: string): readonly string[] {
  return [...new Set([...message.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name))].toSorted();
}

const inEnglish = messagesOf(english);
const inChinese = messagesOf(chinese);

describe('the languages', () => {
  it('say the same things', () => {
    expect([...inChinese.keys()].toSorted()).toEqual([...inEnglish.keys()].toSorted());
  });

  it('begin every choice of the settings with a capital letter in English', () => {
    const { themes, closings } = english.settings;
    for (const choice of [...Object.values(themes), ...Object.values(closings)]) {
      expect(choice).toMatch(/^[A-Z]/u);
    }
  });

  it('fill in the same values', () => {
    const differing = [...inEnglish].filter(
      ([key, message]) =>
        placeholdersOf(message).join() !== placeholdersOf(inChinese.get(key) ?? '').join(),
    );
    expect(differing).toEqual([]);
  });

  it('have no exclamation marks and nothing empty', () => {
    const loud = [...inEnglish, ...inChinese].filter(
      ([, text]) => text === '' || /[!！](?!\[)/.test(text),
    );
    expect(loud).toEqual([]);
  });

  it('explain every error with a sentence and a next step', () => {
    for (const code of errorCodes) {
      for (const words of [english.errors[code], chinese.errors[code]]) {
        expect(words.sentence).toMatch(/[.。]$/);
        expect(words.next).toMatch(/[.。]$/);
      }
    }
  });

  it('can all be compiled', () => {
    const words = createWords({ en: english, 'zh-CN': chinese });
    for (const locale of ['en', 'zh-CN']) {
      words.global.locale.value = locale;
      for (const key of inEnglish.keys()) expect(words.global.t(key)).not.toBe(key);
    }
    words.global.locale.value = 'en';
    expect(words.global.t('uploads.files', { n: '1' }, 1)).toBe('1 file');
    expect(words.global.t('uploads.files', { n: '12,402' }, 12_402)).toBe('12,402 files');
    expect(words.global.t('upload.callbackBodyHint')).toContain('${bucket}');
  });
});
