import { chosenColorScheme, onColorSchemeChanged } from '../api/system/native-theme.ts';
import type { ProtocolSession } from '../chromium/connection.ts';
import type { MessageToPage } from '../page/host-port.ts';
import type { ContentsReports } from './contents-reports.ts';
import { PreloadLink, type PreloadLinkOptions } from './preload-link.ts';
import { Requests } from './requests.ts';
import { Target, type TargetOptions } from './target.ts';

function showColorScheme(session: ProtocolSession): void {
  const value = chosenColorScheme();
  const features = value === undefined ? [] : [{ name: 'prefers-color-scheme', value }];
  session.post('Emulation.setEmulatedMedia', { features });
}

/** How a page starts, and the receiver of its events. */
interface PageOptions extends PreloadLinkOptions {
  readonly reports: ContentsReports;
  /** The window as it is now, for a target that has to be opened. */
  readonly placement: () => TargetOptions;
  readonly closed: () => void;
}

/** A page with the app's preload in it; a new target takes over after a crash. */
export class Page {
  readonly #options: PageOptions;
  readonly #forgetColorScheme = onColorSchemeChanged(() => {
    if (this.#session) showColorScheme(this.#session);
  });
  #target: Promise<Target>;
  #attached: Promise<ProtocolSession>;
  #link: PreloadLink | undefined;
  #session: ProtocolSession | undefined;
  #expectedUrl = '';
  #isCrashed = false;
  #isClosed = false;

  constructor(options: PageOptions) {
    this.#options = options;
    this.#target = this.#open();
    this.#attached = this.#target.then((target) => this.#attach(target));
    this.#attached.catch(() => undefined);
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

  /** Loads `url`, the page's own address, once more. */
  async reload(url: string): Promise<void> {
    if (this.#isCrashed) return this.navigate(url);
    const session = await this.session();
    this.#expectedUrl = url;
    await session.send('Page.reload');
  }

  /** Closes without asking the page, and receives no more of its events. */
  destroy(): void {
    void this.#target.then((target) => target.close()).catch(() => undefined);
    this.#close();
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#forgetColorScheme();
    this.#session?.silence();
    this.#options.closed();
  }

  #open(): Promise<Target> {
    return Target.open(this.#options.placement(), {
      targetClosed: () => {
        this.#close();
      },
      popupOpened: (targetId, url) => {
        this.#options.reports.popupOpened(url);
        void this.#target.then((target) => {
          target.closeLater(targetId);
        });
      },
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
      mayNavigate: (url, isMainFrame) => this.#options.reports.mayNavigate(url, isMainFrame),
      expectedUrl: () => this.#expectedUrl,
    });
    session.on('Inspector.targetCrashed', () => {
      this.#isCrashed = true;
    });
    this.#options.reports.follow(session, target.id);
    await Promise.all([
      session.send('Page.enable'),
      session.send('Runtime.enable'),
      session.send('Inspector.enable'),
      session.send('DOM.enable'),
      requests.enable(),
      ...link.install(),
    ]);
    showColorScheme(session);
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
