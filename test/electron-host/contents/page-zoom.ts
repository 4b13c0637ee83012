import type { ProtocolSession } from '../chromium/connection.ts';

/** The zoom of a page: as in a browser it has fewer CSS pixels, each made of more device pixels. */
export class PageZoom {
  readonly #session: () => Promise<ProtocolSession>;
  /** Of the page at 100 %, in CSS pixels, since it was first zoomed. */
  #usualSize: { readonly width: number; readonly height: number } | undefined;
  #zooming: Promise<void> = Promise.resolve();

  constructor(session: () => Promise<ProtocolSession>) {
    this.#session = session;
  }

  /** `factor` is 1 for 100 %. */
  set(factor: number): void {
    if (!(factor > 0)) throw new Error("'zoomFactor' must be a double greater than 0.0");
    // One after the other: each looks at what the one before has made of the page.
    // A page that is gone meanwhile has no size.
    this.#zooming = this.#zooming.then(() => this.#apply(factor)).catch(() => undefined);
  }

  async #apply(factor: number): Promise<void> {
    const session = await this.#session();
    if (factor === 1) {
      this.#usualSize = undefined;
      await session.send('Emulation.clearDeviceMetricsOverride');
      return;
    }
    if (this.#usualSize === undefined) {
      const { cssVisualViewport } = await session.send('Page.getLayoutMetrics');
      const { clientWidth: width, clientHeight: height } = cssVisualViewport;
      this.#usualSize = { width, height };
    }
    await session.send('Emulation.setDeviceMetricsOverride', {
      width: Math.round(this.#usualSize.width / factor),
      height: Math.round(this.#usualSize.height / factor),
      deviceScaleFactor: factor,
      mobile: false,
    });
  }
}
