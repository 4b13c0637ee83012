import { defaultSession } from '../api/session.ts';
import { runningBrowser } from '../chromium/browser.ts';
import { createEvent } from '../host-event.ts';
import { journal } from '../journal.ts';
import { strict } from '../strict.ts';
import type { StartedDownload } from './page-reports.ts';
import type { HostWebContents } from './web-contents.ts';

/**
 * Tells the app of a download. It may prevent or cancel it; nothing else is hosted, so the download
 * ends here in any case, and what became of it is noted.
 */
export function announceDownload(contents: HostWebContents, download: StartedDownload): void {
  let isCancelled = false;
  const event = createEvent({});
  const item = strict<Electron.DownloadItem>('DownloadItem', {
    getURL: () => download.url,
    getFilename: () => download.fileName,
    cancel: () => {
      isCancelled = true;
    },
  });
  defaultSession.announce('will-download', event, item, contents);
  runningBrowser().session.post('Browser.cancelDownload', { guid: download.guid });
  const prevented = event.defaultPrevented || isCancelled;
  journal.note({ kind: 'download', url: download.url, prevented });
}
