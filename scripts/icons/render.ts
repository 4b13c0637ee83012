import { type Browser, chromium, type Page } from '@playwright/test';
import { requireChromium } from '../../test/electron-host/chromium/find-chromium.ts';

/** The options for one rendering of a drawing. */
export interface Rendering {
  /** Length of a side in pixels. */
  readonly size: number;
  /** Empty space on each side, as a share of the side; at 0 the drawing fills the picture. */
  readonly margin?: number;
  /** CSS colours for `currentColor` and `var(--signal)`. */
  readonly ink?: string;
  readonly signal?: string;
}

/** Draws SVGs at fixed sizes in Chromium, on a transparent background. */
export interface Renderer {
  /** @returns a PNG */
  render(svg: string, options: Rendering): Promise<Buffer>;
  close(): Promise<void>;
}

export async function openRenderer(): Promise<Renderer> {
  const browser: Browser = await chromium.launch({ executablePath: requireChromium(process.env) });
  const page: Page = await browser.newPage({ deviceScaleFactor: 1 });
  return {
    async render(svg, { size, margin = 0, ink = '#000', signal = '#000' }) {
      await page.setViewportSize({ width: size, height: size });
      const side = size * (1 - 2 * margin);
      await page.setContent(
        `<style>
          body { margin: ${size * margin}px; color: ${ink}; --signal: ${signal}; }
          svg { display: block; width: ${side}px; height: ${side}px; }
        </style>${svg}`,
      );
      // Windows of Chromium have a minimum size, so the picture is a clip of the page.
      const clip = { x: 0, y: 0, width: size, height: size };
      return page.screenshot({ omitBackground: true, clip });
    },
    close: () => browser.close(),
  };
}
