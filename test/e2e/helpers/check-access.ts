import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

export interface AccessScope {
  /** CSS of the parts that are looked at; the whole page when left out. */
  readonly within?: string;
  /** All of them when left out. */
  readonly rules?: readonly string[];
}

/**
 * What axe finds serious or critical: the element, and what is wrong with it.
 * https://dequeuniversity.com/rules/axe/
 */
export async function seriousFindings(
  page: Page,
  { within, rules }: AccessScope = {},
): Promise<readonly string[]> {
  await bringAxe(page);
  await comeToRest(page);
  return await page.evaluate(
    async ({ context, options }) => {
      const { violations = [] } = (await window.axe?.run(context, options)) ?? {};
      return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .flatMap(({ id, nodes }) =>
          nodes.map(
            ({ html, failureSummary = '' }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`,
          ),
        );
    },
    {
      context: { include: [[within ?? 'html']] },
      // The rest would be described node by node, and are read by no assertion.
      options: { resultTypes: ['violations'], ...(rules && { runOnly: [...rules] }) },
    },
  );
}

/**
 * Puts axe into the page, once for each document: its builder brings all of its half megabyte anew
 * for every look, which takes longer than the look.
 */
async function bringAxe(page: Page): Promise<void> {
  if (await page.evaluate(() => window.axe !== undefined)) return;
  // The other mode opens a page of its own, and Electron's windows are the app's to open.
  await new AxeBuilder({ page }).setLegacyMode().withRules('document-title').analyze();
}

/** What fades in or changes its colour is looked at when it has. What turns for ever is left alone. */
async function comeToRest(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const ending = document
      .getAnimations()
      .filter(({ effect }) => Number.isFinite(effect?.getComputedTiming().endTime));
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
}

interface Axe {
  run(context: object, options: object): Promise<{ readonly violations: readonly Violation[] }>;
}

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

declare const window: { readonly axe?: Axe };
declare const document: {
  getAnimations(): readonly {
    readonly finished: Promise<unknown>;
    readonly effect: { getComputedTiming(): { readonly endTime?: unknown } } | null;
  }[];
};
