import type { Page } from '@playwright/test';
import type { PageWorld } from './page-world.ts';

declare const window: PageWorld;

/** What became of each attempt, and whether any of them ran. */
export interface ScriptAttempts {
  /** The name of the error, or `done` when the page was not stopped on the spot. */
  readonly attempts: Readonly<Record<string, string>>;
  readonly hacked: unknown;
}

/** Tries to run text as a script and to load from elsewhere, as a script that got into the page would. */
export async function attemptScripts(page: Page): Promise<ScriptAttempts> {
  return await page.evaluate(async () => {
    const attempts: Record<string, string> = {};
    const attempt = async (name: string, what: () => unknown): Promise<void> => {
      try {
        await what();
        attempts[name] = 'done';
      } catch (thrown) {
        attempts[name] = thrown instanceof Error ? thrown.name : 'thrown';
      }
    };
    // What the debugger runs itself may evaluate text; what runs later may not.
    await new Promise((resolve) => setTimeout(resolve));
    const { document } = window;
    const put = (name: string, set: (element: (typeof document)['body']) => void) => () => {
      const element = document.createElement(name);
      set(element);
      document.body.append(element);
    };
    await attempt('eval', () => window.eval('window.hacked = 1'));
    await attempt(
      'innerHTML',
      put('div', (element) => {
        element.innerHTML = '<img src=x onerror="window.hacked = 1">';
      }),
    );
    await attempt(
      'inline script',
      put('script', (element) => {
        element.textContent = 'window.hacked = 1';
      }),
    );
    await attempt(
      'script from elsewhere',
      put('script', (element) => {
        element.src = 'https://example.com/x.js';
      }),
    );
    await attempt('fetch', () => window.fetch('https://example.com/'));
    await attempt(
      'picture from elsewhere',
      put('img', (element) => {
        element.src = 'https://example.com/x.png';
      }),
    );
    await attempt(
      'frame',
      put('iframe', (element) => {
        element.src = 'https://example.com/';
      }),
    );
    return { attempts, hacked: window.hacked };
  });
}
