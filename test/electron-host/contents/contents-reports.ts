import { fromStandIn } from '../api/window/schemes.ts';
import { defaultSession } from '../api/window/session.ts';
import { runningBrowser } from '../chromium/browser.ts';
import { createEvent } from '../host-event.ts';
import { journal } from '../journal.ts';
import { markGone, strict } from '../strict.ts';
import type { ContentsOwner } from './contents-owner.ts';
import type { PageReports } from './page-reports.ts';
import type { PageOptions } from './page.ts';
import type { HostWebContents } from './web-contents.ts';

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

type ContentsReports = PageReports & Pick<PageOptions, 'mayNavigate' | 'popupOpened' | 'closed'>;

/** Turns what happens to a page into the events of its `webContents`. */
export function createReports(
  contents: HostWebContents,
  state: ContentsState,
  owner: ContentsOwner,
): ContentsReports {
  const failLoading = (): void => {
    state.loading?.reject(new Error(`ERR_FAILED (-2) loading '${fromStandIn(state.standInUrl)}'`));
  };
  return {
    navigated(url) {
      state.standInUrl = url;
      contents.announce('did-navigate', createEvent({}), fromStandIn(url), 200, 'OK');
    },
    navigatedInPage(url) {
      state.standInUrl = url;
      contents.announce('did-navigate-in-page', createEvent({}), fromStandIn(url), true, 1, 1);
    },
    domReady() {
      contents.announce('dom-ready', createEvent({}));
    },
    loaded() {
      contents.announce('did-finish-load');
      state.loading?.resolve();
      if (state.hasShown) return;
      state.hasShown = true;
      owner.readyToShow();
    },
    crashed() {
      failLoading();
      const details = { reason: 'crashed', exitCode: 139 };
      contents.announce('render-process-gone', createEvent({}), details);
      owner.crashed(details);
    },
    // The app may prevent it; nothing else is hosted, so the download ends here in any case.
    downloadStarted({ guid, url, fileName }) {
      const item = strict<Electron.DownloadItem>('DownloadItem', {
        getURL: () => url,
        getFilename: () => fileName,
      });
      defaultSession.announce('will-download', createEvent({}), item, contents);
      runningBrowser().session.post('Browser.cancelDownload', { guid });
    },
    mayNavigate(url, isMainFrame) {
      const frame = isMainFrame ? contents.mainFrame : null;
      const event = createEvent({ url, isMainFrame, isSameDocument: false, frame });
      contents.announce('will-frame-navigate', event);
      if (isMainFrame) contents.announce('will-navigate', event, url, false, true, 1, 1);
      return !event.defaultPrevented;
    },
    popupOpened(url) {
      journal.note({ kind: 'window-open', url: fromStandIn(url), action: 'closed' });
    },
    closed() {
      if (state.isDestroyed) return;
      state.isDestroyed = true;
      failLoading();
      markGone(contents);
      contents.announce('destroyed');
      owner.closed();
    },
  };
}
