import type { Page } from '@playwright/test';

/** More than any menu has. */
const mostItems = 30;
const leastContrast = 4.5;

/** The item of the open menu that Enter would choose. */
interface Item {
  readonly name: string;
  /** Its background is not that of the menu. */
  readonly isMarked: boolean;
  readonly contrast: number;
  /** The whole item is inside the window. */
  readonly isInSight: boolean;
}

/** Absent when no item is highlighted. Runs in the page. */
function highlightedItem(): Item | undefined {
  const item = [...document.querySelectorAll('[role=menu] [data-highlighted]')].at(-1);
  if (item === undefined) return undefined;
  const context = document.createElement('canvas').getContext('2d');
  const paint = (colour: string): readonly number[] => {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data];
  };
  const light = (colour: string): number => {
    const [red = 0, green = 0, blue = 0] = paint(colour).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const { color, backgroundColor } = getComputedStyle(item);
  const [one, other] = [light(color), light(backgroundColor)].sort((a, b) => b - a);
  const box = item.getBoundingClientRect();
  return {
    name: item.textContent.trim().slice(0, 40),
    isMarked: paint(backgroundColor)[3] === 255,
    contrast: ((one ?? 0) + 0.05) / ((other ?? 0) + 0.05),
    isInSight:
      box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight,
  };
}

/** Goes through the open menu by the arrow keys, and closes it. */
export async function menuProblems(page: Page, where: string): Promise<readonly string[]> {
  const problems: string[] = [];
  const seen = new Set<string>();
  for (let count = 0; count < mostItems; count += 1) {
    await page.keyboard.press(count === 0 ? 'Home' : 'ArrowDown');
    const item = await page.evaluate(highlightedItem);
    if (item === undefined) {
      problems.push(`${where}: the arrow keys reach no item`);
      break;
    }
    // The arrow keys stop at the last item, or begin again.
    if (seen.has(item.name)) break;
    seen.add(item.name);
    if (!item.isMarked) problems.push(`${where}: “${item.name}” is not marked`);
    if (item.contrast < leastContrast) {
      problems.push(`${where}: “${item.name}” has a contrast of ${item.contrast.toFixed(1)}`);
    }
    if (!item.isInSight) problems.push(`${where}: “${item.name}” is outside of the window`);
  }
  await page.keyboard.press('Escape');
  return problems;
}

interface Element {
  readonly textContent: string;
  getBoundingClientRect(): {
    readonly left: number;
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
  };
}
interface Canvas {
  getContext(kind: '2d'): {
    fillStyle: string;
    clearRect(x: number, y: number, width: number, height: number): void;
    fillRect(x: number, y: number, width: number, height: number): void;
    getImageData(
      x: number,
      y: number,
      width: number,
      height: number,
    ): { readonly data: Iterable<number> };
  };
}
declare const document: {
  querySelectorAll(selector: string): Iterable<Element>;
  createElement(tag: 'canvas'): Canvas;
};
declare const innerWidth: number;
declare const innerHeight: number;
declare function getComputedStyle(element: Element): {
  readonly color: string;
  readonly backgroundColor: string;
};
