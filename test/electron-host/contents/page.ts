import { nativeTheme } from '../api/system/native-theme.ts';
import type { ProtocolSession } from '../chromium/connection.ts';
import type { MessageToPage } from '../page/host-port.ts';
import { PreloadLink, type PreloadLinkOptions } from './preload-link.ts';
import { Requests } from './requests.ts';
import { Target, type TargetOptions } from './target.ts';

/** How a page starts, and the receiver of its events. */
interface PageOptions extends PreloadLinkOptions {
  /** The window as it is now, for a target that has to be opened. */
  readonly placement: () => TargetOptions;
  /** There is a session with the page, and nothing has happened in it. */
  attached(session: ProtocolSession, mainFrameId: string): void;
  /** Announces a navigation that the page itself began; false when it was prevented. */
  mayNavigate(url: string, isMainFrame: boolean): boolean;
  closed(): void;
}

/** A page with the app's preload in it; a new target takes over after a crash. */
export class Page {
  readonly #options: PageOptions;
  #target: Promise<Target>;
  #attached: Promise<ProtocolSession>;
  #link: PreloadLink | undefined;
  #session: ProtocolSession | undefined;
  #expectedUrl = '';
  #isCrashed = false;
  #isClosed = false;
  readonly #showColorScheme = (): void => {
    const { themeSource: value } = nativeTheme;
    const features = value === 'system' ? [] : [{ name: 'prefers-color-scheme', value }];
    this.#session?.post('Emulation.setEmulatedMedia', { features });
  };

  constructor(options: PageOptions) {
    this.#options = options;
    this.#target = this.#open();
    this.#attached = this.#target.then((target) => this.#attach(target));
    this.#attached.catch(() => undefined);
    nativeTheme.on('updated', this.#showColorScheme);
  }

  /** The window around the page, once it is there. */
  target(): Promise<Target> {
    return this.#target;
  }

  /** Commands to the page, once it is there. */
  session(): Promise<ProtocolSession> {
    return this.#attached;
  }

  post(message: MessageToPage, contextId?: number): void {
    this.#link?.post(message, contextId);
  }

  /** Rejects with Chromium's `net::` error; resolves when the navigation has been committed. */
  async navigate(url: string): Promise<void> {
    if (this.#isCrashed) await this.#recover();
    const session = await this.session();
    this.#expectedUrl = url;
    const { errorText = '' } = await session.send('Page.navigate', { url });
    if (errorText !== '') throw new Error(errorText);
  }

  /** Closes without asking the page, and receives no more of its events. */
  destroy(): void {
    void this.#target.then((target) => target.close()).catch(() => undefined);
    this.#close();
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    nativeTheme.off('updated', this.#showColorScheme);
    this.#session?.silence();
    this.#options.closed();
  }

  #open(): Promise<Target> {
    return Target.open(this.#options.placement(), () => {
      this.#close();
    });
  }

  async #attach(target: Target): Promise<ProtocolSession> {
    const session = await target.attach();
    if (this.#isClosed) session.silence();
    this.#session = session;
    const link = new PreloadLink(session, target.id, this.#options);
    this.#link = link;
    const requests = new Requests(session, {
      mainFrameId: target.id,
      mayNavigate: (url, isMainFrame) => this.#options.mayNavigate(url, isMainFrame),
      expectedUrl: () => this.#expectedUrl,
    });
    session.on('Inspector.targetCrashed', () => {
      this.#isCrashed = true;
    });
    this.#options.attached(session, target.id);
    await Promise.all([
      session.send('Page.enable'),
      session.send('Runtime.enable'),
      session.send('Inspector.enable'),
      session.send('DOM.enable'),
      requests.enable(),
      ...link.install(),
    ]);
    this.#showColorScheme();
    // Playwright holds new targets at their start.
    await session.send('Runtime.runIfWaitingForDebugger');
    return session;
  }

  /**
   * A session that has lived through a renderer crash never stops at the debugger again, and with
   * Playwright attached the renderer that follows in the same target dies as well. So the page goes
   * on in a target of its own; Playwright sees it as a new window.
   */
  async #recover(): Promise<void> {
    const crashed = await this.#target;
    this.#isCrashed = false;
    this.#session?.silence();
    this.#target = this.#open();
    this.#attached = this.#target.then((target) => this.#attach(target));
    await this.#attached;
    crashed.leave();
  }
}
