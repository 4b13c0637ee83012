import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

export interface AccessScope {
  /** CSS of the parts that are looked at; the whole page when left out. */
  readonly within?: string;
  /** All of them when left out. */
  readonly rules?: readonly string[];
}

/** What axe finds serious or critical, one line each. https://dequeuniversity.com/rules/axe/ */
export async function seriousFindings(
  page: Page,
  { within, rules }: AccessScope = {},
): Promise<readonly string[]> {
  // The other mode opens a page of its own, and Electron's windows are the app's to open.
  const axe = new AxeBuilder({ page }).setLegacyMode();
  if (within !== undefined) axe.include(within);
  if (rules !== undefined) axe.withRules([...rules]);
  const { violations } = await axe.analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}
