/**
 * Pictures of every view and state, in two sizes, two themes and two languages, and twice as large as
 * usual, into screenshots/.
 * Names as arguments make only those. Anything the page complains of, and every serious finding of
 * axe, is printed and fails the run.
 */
import AxeBuilder from '@axe-core/playwright';
import type { Browser } from '@playwright/test';
import { fileURLToPath } from 'node:url';
import { openPreview } from './preview-config.ts';
import { type Scene, scenes } from './scenes.ts';

const sizes = [
  { width: 1920, height: 1080, zoom: 1 },
  { width: 1280, height: 800, zoom: 1 },
  { width: 900, height: 600, zoom: 1 },
];
/** The larger of the two when the page is drawn at 200 %. */
const zoomed = { width: 640, height: 400, zoom: 2 };
const traySize = { width: 360, height: 480 };
const themes = ['light', 'dark'];
const languages = ['en', 'zh-CN'];

interface Look {
  readonly size: { readonly width: number; readonly height: number; readonly zoom: number };
  readonly theme: string;
  readonly language: string;
}

const folder =
  process.env['PICTURES'] ?? fileURLToPath(new URL('../../../screenshots/', import.meta.url));

async function picture(
  browser: Browser,
  base: string,
  scene: Scene,
  look: Look,
): Promise<string[]> {
  const { theme, language } = look;
  const size = scene.isTray === true ? { ...look.size, ...traySize } : look.size;
  const name = `${scene.name}-${look.size.width}-${theme}-${language}`;
  const context = await browser.newContext({
    viewport: size,
    deviceScaleFactor: size.zoom,
    reducedMotion: 'reduce',
    // A system without a language would give the page one that `Intl` does not know.
    locale: 'en-US',
  });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(`${name}: ${message.text()}`);
  });
  await page.route('**/picture/*', (route) =>
    route.fulfill({ contentType: 'image/svg+xml', body: landscape(route.request().url()) }),
  );
  page.on('pageerror', (error) => problems.push(`${name}: ${error.message}`));
  try {
    await page.clock.install({ time: new Date('2026-11-22T10:45:00Z') });
    const query = new URLSearchParams({ theme, language, state: scene.state ?? '' });
    await page.goto(`${base}?${query.toString()}${scene.isTray === true ? '&panel' : ''}`);
    await page.locator('main').waitFor();
    await page.locator('.line:not(.unknown), main p, main form').first().waitFor();
    await scene.enter?.(page);
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: `${folder}${name}.png` });
    const { violations } = await new AxeBuilder({ page }).analyze();
    for (const { id, impact, nodes } of violations) {
      if (impact !== 'serious' && impact !== 'critical') continue;
      const where = nodes
        .slice(0, 3)
        .map((node) => `${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`);
      problems.push(`${name}: ${id} (${impact}) ${where.join('\n    ')}`);
    }
  } catch (thrown) {
    problems.push(`${name}: ${String(thrown)}`);
  } finally {
    await context.close();
  }
  return problems;
}

/** A picture of its own for each number in the address. */
function landscape(url: string): string {
  const hue = (Number(/\d+$/.exec(url)?.[0]) * 67) % 360;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 60"><rect width="60" height="60" fill="hsl(${hue} 32% 62%)"/><circle cx="42" cy="16" r="7" fill="hsl(${hue} 45% 88%)"/><path d="M0 46 20 28l16 14 10-8 14 12v14H0z" fill="hsl(${hue} 34% 36%)"/></svg>`;
}

const preview = await openPreview();
const { base, browser } = preview;
const [, , ...wanted] = process.argv;
const quick = wanted.includes('--quick');
const names = wanted.filter((argument) => !argument.startsWith('--'));
const looks = sizes.flatMap((size) =>
  themes.flatMap((theme) => languages.map((language) => ({ size, theme, language }))),
);
const allLooks = [
  ...looks,
  { size: zoomed, theme: 'light', language: 'en' },
  { size: zoomed, theme: 'dark', language: 'zh-CN' },
];
const problems: string[] = [];
for (const scene of scenes) {
  if (names.length > 0 && !names.includes(scene.name)) continue;
  // Quickly: each scene wide, light and English, and once small, dark and Chinese.
  const shown = quick ? [looks.at(4), looks.at(11)] : allLooks;
  for (const look of shown) {
    if (look !== undefined) problems.push(...(await picture(browser, base, scene, look)));
  }
}
await preview.close();
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
