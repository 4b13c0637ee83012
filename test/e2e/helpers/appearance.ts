import type { Page } from '@playwright/test';
import { expect } from 'vitest';
import { ask } from './bridge.ts';
import { seriousFindings } from './check-access.ts';
import { foreignWords } from './foreign-words.ts';
import { pollOptions } from './launch-ferry.ts';

/** Changes theme and language while everything stays open, and waits until the page shows it. */
export async function turn(
  page: Page,
  theme: 'light' | 'dark',
  language: 'en' | 'zh-CN',
): Promise<void> {
  await ask(page, 'app', 'changePreferences', { theme, language });
  const turned = () =>
    page.evaluate(() => {
      const { lang, dataset } = document.documentElement;
      return [dataset.theme, lang];
    });
  await expect.poll(turned, { ...pollOptions, interval: 10 }).toEqual([theme, language]);
}

export interface CheckedView {
  /** CSS of what is new; the whole page when left out. */
  readonly within?: string;
  /** Texts whose words are nobody's: names of files and servers. */
  readonly data: readonly string[];
}

/**
 * What is wrong with a view that is open, light and English: what axe finds serious, in the dark
 * the contrasts, and what is left in English when the language is changed.
 */
export async function appearanceProblems(
  page: Page,
  { within, data }: CheckedView,
): Promise<readonly string[]> {
  const scope = within === undefined ? {} : { within };
  const light = await seriousFindings(page, scope);
  await turn(page, 'dark', 'zh-CN');
  // In what is not colour the themes are one.
  const dark = await seriousFindings(page, { ...scope, rules: ['color-contrast'] });
  const left = await foreignWords(page, data);
  return [...light, ...dark, ...left.map((word) => `left in English: ${word}`)];
}

declare const document: {
  readonly documentElement: {
    readonly lang: string;
    readonly dataset: { readonly theme?: string };
  };
};
