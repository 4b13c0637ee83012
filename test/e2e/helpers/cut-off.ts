import type { Page } from '@playwright/test';

/**
 * What a person could not reach: buttons, fields and tabs that stand beyond the edge of the window
 * or of a box that does not scroll, and the page itself if it is wider than the window.
 */
export async function cutOff(page: Page): Promise<readonly string[]> {
  return await page.evaluate(() => {
    const { innerWidth, innerHeight } = window;
    const wide = document.documentElement.scrollWidth > innerWidth ? ['the page'] : [];

    /** The nearest box around it that hides what does not fit, and whether it scrolls. */
    function hiddenBy(element: Box, axis: 'overflowX' | 'overflowY'): Edge {
      for (let box = element.parentElement; box !== null; box = box.parentElement) {
        const overflow = getComputedStyle(box)[axis];
        if (overflow === 'auto' || overflow === 'scroll') return { scrolls: true };
        if (overflow !== 'visible') return { scrolls: false, rect: box.getBoundingClientRect() };
      }
      return { scrolls: false, rect: { left: 0, top: 0, right: innerWidth, bottom: innerHeight } };
    }

    function fits(element: Box): boolean {
      const { left, top, right, bottom, width, height } = element.getBoundingClientRect();
      if (width === 0 || height === 0 || !element.checkVisibility()) return true;
      const across = hiddenBy(element, 'overflowX');
      const down = hiddenBy(element, 'overflowY');
      const inside = (from: number, to: number, least = 0, most = 0) =>
        from >= least - 1 && to <= most + 1;
      return (
        (across.scrolls || inside(left, right, across.rect?.left, across.rect?.right)) &&
        (down.scrolls || inside(top, bottom, down.rect?.top, down.rect?.bottom))
      );
    }

    const controls = document.querySelectorAll(
      'button, input, textarea, [role=tab], [role=menuitem]',
    );
    const lost = [...controls].filter((control) => !fits(control));
    return [...wide, ...lost.map(({ outerHTML }) => outerHTML.slice(0, 200))];
  });
}

interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

interface Edge {
  readonly scrolls: boolean;
  readonly rect?: Rectangle;
}

interface Box {
  readonly parentElement: Box | null;
  readonly outerHTML: string;
  getBoundingClientRect(): Rectangle & { readonly width: number; readonly height: number };
  checkVisibility(): boolean;
}

declare const window: { readonly innerWidth: number; readonly innerHeight: number };
declare const getComputedStyle: (
  element: Box,
) => Readonly<Record<'overflowX' | 'overflowY', string>>;
declare const document: {
  readonly documentElement: { readonly scrollWidth: number };
  querySelectorAll(selectors: string): Iterable<Box>;
};
