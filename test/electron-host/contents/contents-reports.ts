import { fromStandIn } from '../api/schemes.ts';
import { createEvent } from '../host-event.ts';
import { journal } from '../journal.ts';
import { markGone } from '../strict.ts';
import type { ContentsOwner } from './contents-owner.ts';
import type { ContentsState } from './contents-state.ts';
import { announceDownload } from './downloads.ts';
import { createLoadError } from './load-error.ts';
import type { PageReports } from './page-reports.ts';
import type { PageOptions } from './page.ts';
import type { HostWebContents } from './web-contents.ts';

type ContentsReports = PageReports &
  Pick<PageOptions, 'mayNavigate' | 'titleChanged' | 'popupOpened' | 'closed'>;

/** Turns what happens to a page into the events of its `webContents`. */
export function createReports(
  contents: HostWebContents,
  state: ContentsState,
  owner: ContentsOwner,
): ContentsReports {
  const failLoading = (): void => {
    state.loading?.reject(createLoadError('ERR_FAILED', fromStandIn(state.standInUrl)));
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
    startedLoading() {
      state.isLoading = true;
      contents.announce('did-start-loading');
    },
    stoppedLoading() {
      state.isLoading = false;
      contents.announce('did-stop-loading');
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
    downloadStarted(download) {
      announceDownload(contents, download);
    },
    consoleLine(line) {
      contents.announce('console-message', createEvent({ ...line, frame: contents.mainFrame }));
    },
    mayUnload() {
      const event = createEvent({});
      contents.announce('will-prevent-unload', event);
      return event.defaultPrevented;
    },
    mayNavigate(url, isMainFrame) {
      const frame = isMainFrame ? contents.mainFrame : null;
      const event = createEvent({ url, isMainFrame, isSameDocument: false, frame });
      contents.announce('will-frame-navigate', event);
      if (isMainFrame) contents.announce('will-navigate', event, url, false, true, 1, 1);
      return !event.defaultPrevented;
    },
    titleChanged(title) {
      if (title === state.title || state.standInUrl === '') return;
      state.title = title;
      const event = createEvent({});
      contents.announce('page-title-updated', event, title, true);
      owner.titleChanged(title);
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
