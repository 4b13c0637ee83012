import type { ProtocolSession } from '../chromium/connection.ts';

/** A download that Chromium has begun. */
export interface StartedDownload {
  readonly guid: string;
  readonly url: string;
  readonly fileName: string;
}

/** What a page tells about itself. The blank page that every window starts with is not told. */
export interface PageReports {
  readonly navigated: (url: string) => void;
  readonly navigatedInPage: (url: string) => void;
  readonly domReady: () => void;
  readonly loaded: () => void;
  readonly crashed: () => void;
  readonly downloadStarted: (download: StartedDownload) => void;
}

/** Passes on what Chromium reports about the top frame of a page. */
export function reportPage(
  session: ProtocolSession,
  mainFrameId: string,
  reports: PageReports,
): void {
  let isBlank = true;
  const unlessBlank = (report: () => void): void => {
    if (!isBlank) report();
  };

  session.on('Page.frameNavigated', ({ frame }) => {
    if (frame.parentId !== undefined) return;
    isBlank = frame.url === 'about:blank';
    unlessBlank(() => {
      reports.navigated(frame.url + (frame.urlFragment ?? ''));
    });
  });
  session.on('Page.navigatedWithinDocument', ({ frameId, url }) => {
    if (frameId === mainFrameId) reports.navigatedInPage(url);
  });
  session.on('Page.domContentEventFired', () => {
    unlessBlank(reports.domReady);
  });
  session.on('Page.loadEventFired', () => {
    unlessBlank(reports.loaded);
  });
  session.on('Page.downloadWillBegin', ({ guid, url, suggestedFilename }) => {
    reports.downloadStarted({ guid, url, fileName: suggestedFilename });
  });
  session.on('Inspector.targetCrashed', () => {
    reports.crashed();
  });
}
