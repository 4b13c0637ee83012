/**
 * Goes through every scene by Tab, and fails on a focused control without a ring, or whose ring is
 * cut by what scrolls or by the window. Goes through every menu by the arrow keys, in both themes,
 * and fails on an item that is not marked, not readable or not in sight. Names as arguments check only those scenes.
 */
import type { Browser, Page } from '@playwright/test';
import { menuProblems } from './menu-items.ts';
import { openPreview } from './preview-config.ts';
import { type Scene, scenes } from './scenes.ts';

const smallest = { width: 900, height: 600 };
const traySize = { width: 360, height: 480 };
/** More than any scene has. */
const mostControls = 90;

interface Control {
  readonly name: string;
  readonly hasRing: boolean;
  readonly hasMenu: boolean;
  /** What cuts the ring. */
  readonly cutBy: string | undefined;
}

/** The focused control; absent when the focus is outside the page. Runs in the page. */
function focusedControl(): Control | undefined {
  const element = document.activeElement;
  if (element === null || element === document.body) return undefined;
  const isDrawn = ({ outlineStyle, outlineWidth }: Style): boolean =>
    outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const reach = Math.max(
    0,
    Number.parseFloat(style.outlineWidth) + Number.parseFloat(style.outlineOffset),
  );
  const isCut = (edge: Box): boolean =>
    edge.left - box.left + reach > 0.5 ||
    edge.top - box.top + reach > 0.5 ||
    box.right + reach - edge.right > 0.5 ||
    box.bottom + reach - edge.bottom > 0.5;
  let hasRing = isDrawn(style) || element.querySelector('.cursor') !== null;
  let cutBy = isCut({ left: 0, top: 0, right: innerWidth, bottom: innerHeight })
    ? 'the window'
    : undefined;
  let parent = element.parentElement;
  for (let level = 0; parent !== null; level += 1) {
    const around = getComputedStyle(parent);
    // The ring of a field may be around what is beside it, too.
    if (level < 3 && isDrawn(around)) hasRing = true;
    if (around.overflow !== 'visible' && isCut(parent.getBoundingClientRect())) {
      cutBy ??= `<${parent.tagName} class="${parent.className}">`;
    }
    if (around.position === 'fixed') break;
    parent = parent.parentElement;
  }
  // A handle that is drawn by its own line.
  hasRing ||= element.className.includes('column-grip');
  const text = element.getAttribute('aria-label') ?? element.textContent;
  const name = `<${element.tagName} id="${element.id}"> ${text.trim().slice(0, 40)}`;
  const hasMenu = element.getAttribute('aria-haspopup') === 'menu';
  return { name, hasRing, hasMenu, cutBy: isDrawn(style) ? cutBy : undefined };
}

async function openScene(
  browser: Browser,
  base: string,
  scene: Scene,
  theme: string,
): Promise<Page> {
  const viewport = scene.isTray === true ? traySize : smallest;
  const context = await browser.newContext({
    viewport,
    reducedMotion: 'reduce',
    locale: 'en-US',
  });
  const page = await context.newPage();
  await page.route('**/picture/*', (route) => route.abort());
  await page.clock.install({ time: new Date('2026-11-22T10:45:00Z') });
  const query = new URLSearchParams({ theme, language: 'en', state: scene.state ?? '' });
  await page.goto(`${base}?${query.toString()}${scene.isTray === true ? '&panel' : ''}`);
  await page.locator('main').waitFor();
  await page.locator('.line:not(.unknown), main p, main form').first().waitFor();
  await scene.enter?.(page);
  return page;
}

/** Controls whose menu was looked at: most scenes have the same ones. */
const knownMenus = new Set<string>();

async function problemsOf(
  browser: Browser,
  base: string,
  scene: Scene,
  theme: string,
): Promise<string[]> {
  const page = await openScene(browser, base, scene, theme);
  const problems: string[] = [];
  const menu = page.getByRole('menu');
  if (await menu.isVisible()) problems.push(...(await menuProblems(page, scene.name)));
  let first: string | undefined;
  for (let count = 0; count < mostControls; count += 1) {
    await page.keyboard.press('Tab');
    const control = await page.evaluate(focusedControl);
    if (control === undefined) continue;
    if (control.name === first) break;
    first ??= control.name;
    if (!control.hasRing) problems.push(`${scene.name}: ${control.name} has no ring`);
    const menuName = `${theme} ${control.name}`;
    if (control.hasMenu && !knownMenus.has(menuName)) {
      knownMenus.add(menuName);
      await page.keyboard.press('Enter');
      await menu.waitFor();
      problems.push(...(await menuProblems(page, `${scene.name}: ${control.name}`)));
      await menu.waitFor({ state: 'detached' });
    }
    if (control.cutBy !== undefined) {
      problems.push(`${scene.name}: the ring of ${control.name} is cut by ${control.cutBy}`);
    }
  }
  if (first === undefined) problems.push(`${scene.name}: Tab reaches nothing`);
  await page.context().close();
  return problems;
}

const preview = await openPreview();
const { base, browser } = preview;
const [, , ...names] = process.argv;
const problems = new Set<string>();
for (const scene of scenes) {
  if (names.length > 0 && !names.includes(scene.name)) continue;
  for (const theme of ['light', 'dark']) {
    for (const problem of await problemsOf(browser, base, scene, theme)) problems.add(problem);
  }
}
await preview.close();
for (const problem of problems) process.stderr.write(`${problem}\n`);
process.exitCode = problems.size === 0 ? 0 : 1;

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}
interface Style {
  readonly outlineStyle: string;
  readonly outlineWidth: string;
  readonly outlineOffset: string;
  readonly overflow: string;
  readonly position: string;
}
interface Element {
  readonly id: string;
  readonly tagName: string;
  readonly className: string;
  readonly textContent: string;
  readonly parentElement: Element | null;
  getAttribute(name: string): string | null;
  getBoundingClientRect(): Box;
  querySelector(selector: string): Element | null;
}
declare const document: { readonly activeElement: Element | null; readonly body: Element };
declare const innerWidth: number;
declare const innerHeight: number;
declare function getComputedStyle(element: Element): Style;
