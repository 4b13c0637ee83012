import { fromStandIn } from '../api/window/schemes.ts';
import { defaultSession } from '../api/window/session.ts';
import { runningBrowser } from '../chromium/browser.ts';
import type { ProtocolSession } from '../chromium/connection.ts';
import { createEvent } from '../host-event.ts';
import { journal } from '../journal.ts';
import { markGone, strict } from '../strict.ts';
import type { ContentsOwner, HostWebContents } from './web-contents.ts';

/** What a `webContents` knows about its page right now. */
export interface ContentsState {
  /** The address that Chromium has loaded; '' before the first page. */
  standInUrl: string;
  isDestroyed: boolean;
  /** `ready-to-show` has been told. */
  hasShown: boolean;
  /** The promise of the last `loadURL`. */
  loading: PromiseWithResolvers<void> | undefined;
}

/** Turns what happens to a page into the events of its `webContents`. */
export class ContentsReports {
  readonly #contents: HostWebContents;
  readonly #state: ContentsState;
  readonly #owner: ContentsOwner;

  constructor(contents: HostWebContents, state: ContentsState, owner: ContentsOwner) {
    this.#contents = contents;
    this.#state = state;
    this.#owner = owner;
  }

  /** Follows the top frame of a page. The blank page that every window starts with does not count. */
  follow(session: ProtocolSession, mainFrameId: string): void {
    const contents = this.#contents;
    const state = this.#state;
    let isBlank = true;
    session.on('Page.frameNavigated', ({ frame: { parentId, url, urlFragment = '' } }) => {
      if (parentId !== undefined) return;
      isBlank = url === 'about:blank';
      if (isBlank) return;
      state.standInUrl = url + urlFragment;
    });
    session.on('Page.navigatedWithinDocument', ({ frameId, url }) => {
      if (frameId === mainFrameId) state.standInUrl = url;
    });
    session.on('Page.domContentEventFired', () => {
      if (!isBlank) contents.announce('dom-ready', createEvent({}));
    });
    session.on('Page.loadEventFired', () => {
      if (!isBlank) this.#loaded();
    });
    // The app may prevent it; nothing else is hosted, so the download ends here in any case.
    session.on('Page.downloadWillBegin', ({ guid, url, suggestedFilename }) => {
      const item = strict<Electron.DownloadItem>('DownloadItem', {
        getURL: () => url,
        getFilename: () => suggestedFilename,
      });
      defaultSession.announce('will-download', createEvent({}), item, contents);
      runningBrowser().session.post('Browser.cancelDownload', { guid });
    });
    session.on('Inspector.targetCrashed', () => {
      this.#failLoading();
      const details = { reason: 'crashed', exitCode: 139 };
      contents.announce('render-process-gone', createEvent({}), details);
    });
  }

  /** Announces a navigation that the page itself began; false when it was prevented. */
  mayNavigate(url: string, isMainFrame: boolean): boolean {
    const contents = this.#contents;
    const frame = isMainFrame ? contents.mainFrame : null;
    const event = createEvent({ url, isMainFrame, isSameDocument: false, frame });
    contents.announce('will-frame-navigate', event);
    if (isMainFrame) contents.announce('will-navigate', event, url, false, true, 1, 1);
    return !event.defaultPrevented;
  }

  popupOpened(url: string): void {
    journal.note({ kind: 'window-open', url: fromStandIn(url), action: 'closed' });
  }

  closed(): void {
    if (this.#state.isDestroyed) return;
    this.#state.isDestroyed = true;
    this.#failLoading();
    markGone(this.#contents);
    this.#owner.closed();
  }

  #loaded(): void {
    this.#state.loading?.resolve();
    if (this.#state.hasShown) return;
    this.#state.hasShown = true;
    this.#owner.readyToShow();
  }

  #failLoading(): void {
    const address = fromStandIn(this.#state.standInUrl);
    this.#state.loading?.reject(new Error(`ERR_FAILED (-2) loading '${address}'`));
  }
}
