import { createBridge } from './bridge.ts';
import type { PageWindow } from './dom.ts';

/**
 * Puts what the preload exposes on the page's `window`: frozen, read-only, not configurable. Runs
 * as text in the main world of every frame, and does nothing but in the top one.
 */
export function startMainWorld(secret: string): void {
  const page = globalThis as unknown as PageWindow;
  if (page.window !== page.top) return;

  const askBeforeOpening = (ask: (...values: string[]) => unknown): void => {
    const openReally = page.open.bind(page.window);
    const open = (...values: readonly unknown[]): unknown => {
      const [url = '', target = '', features = ''] = values.map(String);
      return ask(url, target, features) === 'allow' ? openReally(url, target, features) : null;
    };
    Object.defineProperty(page, 'open', { value: open, writable: true, configurable: true });
  };

  createBridge(secret, 'main', {
    onExpose(key, api) {
      if (key === `${secret}open`) {
        askBeforeOpening(api['mayOpen'] as (...values: string[]) => unknown);
        return;
      }
      if (key in page) {
        throw new Error('Cannot bind an API on top of an existing property on the window object');
      }
      for (const member of Object.values(api)) Object.freeze(member);
      Object.defineProperty(page, key, {
        value: Object.freeze(api),
        enumerable: true,
        writable: false,
        configurable: false,
      });
    },
  });
}
