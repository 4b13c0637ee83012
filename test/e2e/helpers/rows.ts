import type { Locator, Page } from '@playwright/test';

/** The line of a file in the table; that of its batch is another one. */
export function rowOf(page: Page, name: string | RegExp): Locator {
  return page.getByRole('row', { level: 2 }).filter({ hasText: name });
}
