import { createFromBuffer, type HostNativeImage } from '../api/native-image.ts';
import { HostEmitter, type PartOf } from '../strict.ts';
import type { Page } from './page.ts';

/** What one sees of a page: zoom, focus, developer tools (noted only), pictures of it. */
export abstract class HostPageView
  extends HostEmitter<Electron.WebContents>
  implements PartOf<Electron.WebContents, 'session' | 'ipc' | 'mainFrame' | 'capturePage'>
{
  #zoomFactor = 1;
  /** Of the page at 100 %, in CSS pixels, since it was first zoomed. */
  #usualSize: { readonly width: number; readonly height: number } | undefined;
  #zooming: Promise<void> = Promise.resolve();
  #hasDevTools = false;
  #userAgent = '';
  #isFocused = false;
  backgroundThrottling = true;

  constructor() {
    super('webContents');
  }

  protected abstract page(): Page;

  /**
   * Zooms as a browser does: the page has fewer CSS pixels, each made of more device pixels.
   * `factor` is 1 for 100 %.
   */
  setZoomFactor(factor: number): void {
    if (!(factor > 0)) throw new Error("'zoomFactor' must be a double greater than 0.0");
    this.#zoomFactor = factor;
    // One after the other: each looks at what the one before has made of the page.
    // A page that is gone meanwhile has no size.
    this.#zooming = this.#zooming.then(() => this.#applyZoom()).catch(() => undefined);
  }

  getZoomFactor(): number {
    return this.#zoomFactor;
  }

  setZoomLevel(level: number): void {
    this.setZoomFactor(1.2 ** level);
  }

  getZoomLevel(): number {
    return Math.log(this.#zoomFactor) / Math.log(1.2);
  }

  get zoomFactor(): number {
    return this.#zoomFactor;
  }

  set zoomFactor(factor: number) {
    this.setZoomFactor(factor);
  }

  get zoomLevel(): number {
    return this.getZoomLevel();
  }

  set zoomLevel(level: number) {
    this.setZoomLevel(level);
  }

  setVisualZoomLevelLimits(): Promise<void> {
    return Promise.resolve();
  }

  openDevTools(): void {
    this.#hasDevTools = true;
    this.announce('devtools-opened');
  }

  closeDevTools(): void {
    this.#hasDevTools = false;
    this.announce('devtools-closed');
  }

  toggleDevTools(): void {
    if (this.#hasDevTools) this.closeDevTools();
    else this.openDevTools();
  }

  isDevToolsOpened(): boolean {
    return this.#hasDevTools;
  }

  focus(): void {
    this.#isFocused = true;
    this.announce('focus');
  }

  isFocused(): boolean {
    return this.#isFocused;
  }

  setBackgroundThrottling(allowed: boolean): void {
    this.backgroundThrottling = allowed;
  }

  getBackgroundThrottling(): boolean {
    return this.backgroundThrottling;
  }

  getType(): 'window' {
    return 'window';
  }

  getUserAgent(): string {
    return this.#userAgent;
  }

  setUserAgent(userAgent: string): void {
    this.#userAgent = userAgent;
    void this.page()
      .session()
      .then((session) => session.send('Emulation.setUserAgentOverride', { userAgent }));
  }

  async capturePage(): Promise<HostNativeImage> {
    const session = await this.page().session();
    const { data } = await session.send('Page.captureScreenshot', { format: 'png' });
    return createFromBuffer(Buffer.from(data, 'base64'));
  }

  async #applyZoom(): Promise<void> {
    const session = await this.page().session();
    if (this.#zoomFactor === 1) {
      this.#usualSize = undefined;
      await session.send('Emulation.clearDeviceMetricsOverride');
      return;
    }
    if (this.#usualSize === undefined) {
      const { cssVisualViewport } = await session.send('Page.getLayoutMetrics');
      this.#usualSize = {
        width: cssVisualViewport.clientWidth,
        height: cssVisualViewport.clientHeight,
      };
    }
    await session.send('Emulation.setDeviceMetricsOverride', {
      width: Math.round(this.#usualSize.width / this.#zoomFactor),
      height: Math.round(this.#usualSize.height / this.#zoomFactor),
      deviceScaleFactor: this.#zoomFactor,
      mobile: false,
    });
  }
}
