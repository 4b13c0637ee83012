import { fromStandIn, toStandIn } from '../api/window/schemes.ts';
import { defaultSession } from '../api/window/session.ts';
import { runningBrowser } from '../chromium/browser.ts';
import type { ProtocolSession } from '../chromium/connection.ts';
import { complain } from '../complain.ts';
import { createEvent } from '../host-event.ts';
import { journal } from '../journal.ts';
import { HostEmitter, markGone, strict, type PartOf } from '../strict.ts';
import { toWire, type WireValue } from '../wire/wire.ts';
import { receiveFromPage } from './inbox.ts';
import { PageZoom } from './page-zoom.ts';
import { Page } from './page.ts';
import type { TargetOptions } from './target.ts';

type WindowOpenHandler = (details: Electron.HandlerDetails) => Electron.WindowOpenHandlerResponse;

/** The window around a page. */
interface ContentsOwner {
  readonly placement: () => TargetOptions;
  readonly preloadPath: string;
  readyToShow(): void;
  closed(): void;
}

let lastId = 0;

/** Electron's `webFrameMain`: the top frame of a page. Frames below it have no preload. */
function topFrame(address: () => string): Electron.WebFrameMain {
  return strict<Electron.WebFrameMain>('webFrameMain', {
    get url() {
      return address();
    },
    parent: null,
  });
}

/** Electron's `webContents`: the page of one window. */
export class HostWebContents
  extends HostEmitter<Electron.WebContents>
  implements PartOf<Electron.WebContents>
{
  readonly id = ++lastId;
  readonly mainFrame = topFrame(() => this.getURL());
  readonly #owner: ContentsOwner;
  readonly #page: Page;
  readonly #zoom = new PageZoom(() => this.#page.session());
  /** The address that Chromium has loaded; '' before the first page. */
  #standInUrl = '';
  #isDestroyed = false;
  /** `ready-to-show` has been told. */
  #hasShown = false;
  /** The promise of the last `loadURL`. */
  #loading = Promise.withResolvers<void>();
  #windowOpenHandler: WindowOpenHandler = () => ({ action: 'allow' });

  constructor(owner: ContentsOwner) {
    super('webContents');
    this.#owner = owner;
    this.#page = new Page({
      placement: owner.placement,
      preloadPath: owner.preloadPath,
      attached: (session, mainFrameId) => {
        this.#follow(session, mainFrameId);
      },
      closed: () => {
        this.#isDestroyed = true;
        markGone(this);
        owner.closed();
      },
      received: (message, contextId) => {
        if (message.kind === 'preload-error') {
          complain('Unable to load preload script:', new Error(message.message));
          return;
        }
        void receiveFromPage(this, message, (answer) => {
          this.#page.post(answer, contextId);
        });
      },
      mayNavigate: (url, isMainFrame) => this.#mayNavigate(url, isMainFrame),
      mayOpenWindow: (detail) => this.#mayOpenWindow(detail),
    });
  }

  /** Loads a page. The rejection names Chromium's error and needs no handler, as in Electron. */
  loadURL(url: string): Promise<void> {
    const loading = Promise.withResolvers<void>();
    loading.promise.catch(() => undefined);
    this.#loading = loading;
    this.#page.navigate(toStandIn(url)).catch((error: unknown) => {
      complain(`electron-host: ${url} could not be loaded:`, error);
      loading.reject(error);
    });
    return loading.promise;
  }

  reload(): void {
    void this.loadURL(this.getURL());
  }

  /** To the preload's `ipcRenderer`. */
  send(channel: string, ...values: unknown[]): void {
    let wire: WireValue;
    try {
      wire = toWire(values);
    } catch (error) {
      throw new Error('Failed to serialize arguments', { cause: error });
    }
    this.#page.post({ kind: 'message', channel, values: wire });
  }

  setWindowOpenHandler(handler: WindowOpenHandler): void {
    this.#windowOpenHandler = handler;
  }

  setZoomFactor(factor: number): void {
    this.#zoom.set(factor);
  }

  getURL(): string {
    return fromStandIn(this.#standInUrl);
  }

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  forcefullyCrashRenderer(): void {
    void this.#page.session().then((session) => {
      session.post('Page.crash');
    });
  }

  /** The page behind a `webContents`, for the rest of the host. */
  static pageOf(contents: HostWebContents): Page {
    return contents.#page;
  }

  /** Follows the top frame of a page. The blank page that every window starts with does not count. */
  #follow(session: ProtocolSession, mainFrameId: string): void {
    let isBlank = true;
    session.on('Page.frameNavigated', ({ frame: { parentId, url, urlFragment = '' } }) => {
      if (parentId !== undefined) return;
      isBlank = url === 'about:blank';
      if (!isBlank) this.#standInUrl = url + urlFragment;
    });
    session.on('Page.navigatedWithinDocument', ({ frameId, url }) => {
      if (frameId === mainFrameId) this.#standInUrl = url;
    });
    session.on('Page.domContentEventFired', () => {
      if (!isBlank) this.announce('dom-ready', createEvent({}));
    });
    session.on('Page.loadEventFired', () => {
      if (isBlank) return;
      this.#loading.resolve();
      if (this.#hasShown) return;
      this.#hasShown = true;
      this.#owner.readyToShow();
    });
    // The app may prevent it; nothing else is hosted, so the download ends here in any case.
    session.on('Page.downloadWillBegin', ({ guid, url }) => {
      const item = strict<Electron.DownloadItem>('DownloadItem', { getURL: () => url });
      defaultSession.announce('will-download', createEvent({}), item, this);
      runningBrowser().browser.post('Browser.cancelDownload', { guid });
    });
    session.on('Inspector.targetCrashed', () => {
      const details = { reason: 'crashed', exitCode: 139 };
      this.announce('render-process-gone', createEvent({}), details);
    });
  }

  #mayNavigate(url: string, isMainFrame: boolean): boolean {
    const frame = isMainFrame ? this.mainFrame : null;
    const event = createEvent({ url, isMainFrame, isSameDocument: false, frame });
    this.announce('will-frame-navigate', event);
    if (isMainFrame) this.announce('will-navigate', event, url, false, true, 1, 1);
    return !event.defaultPrevented;
  }

  /** Throws when the app would allow a window of the page's own. `detail` is the preload's JSON. */
  #mayOpenWindow(detail: string): 'deny' {
    const asked = JSON.parse(detail) as Pick<
      Electron.HandlerDetails,
      'url' | 'frameName' | 'features'
    >;
    const url = fromStandIn(asked.url);
    const { action } = this.#windowOpenHandler({
      ...asked,
      url,
      disposition: asked.features === '' ? 'foreground-tab' : 'new-window',
      referrer: { url: '', policy: 'strict-origin-when-cross-origin' },
    });
    journal.push({ kind: 'window-open', url, action });
    if (action === 'deny') return action;
    throw new Error('electron-host: child windows (action: allow) are not hosted');
  }
}
