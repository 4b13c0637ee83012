import type { ProtocolSession } from '../chromium/connection.ts';
import type { EventDetails } from '../chromium/protocol.ts';

/** A line of the page's console. */
export interface ConsoleLine {
  readonly level: Electron.WebContentsConsoleMessageEventParams['level'];
  readonly message: string;
  readonly lineNumber: number;
  readonly sourceId: string;
}

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
  readonly startedLoading: () => void;
  readonly stoppedLoading: () => void;
  readonly domReady: () => void;
  readonly loaded: () => void;
  readonly crashed: () => void;
  readonly downloadStarted: (download: StartedDownload) => void;
  readonly consoleLine: (line: ConsoleLine) => void;
  /** A `beforeunload` handler objects; true closes the page all the same. */
  readonly mayUnload: () => boolean;
}

const levels: Partial<
  Record<EventDetails<'Runtime.consoleAPICalled'>['type'], ConsoleLine['level']>
> = { warning: 'warning', error: 'error', assert: 'error', debug: 'debug' };

function lineOfCall({
  type,
  args,
  stackTrace,
}: EventDetails<'Runtime.consoleAPICalled'>): ConsoleLine {
  const frame = stackTrace?.callFrames[0];
  return {
    level: levels[type] ?? 'info',
    message: args.map((value) => String(value.value ?? value.description ?? '')).join(' '),
    lineNumber: (frame?.lineNumber ?? 0) + 1,
    sourceId: frame?.url ?? '',
  };
}

function lineOfException({
  exceptionDetails: { exception, text, lineNumber, url },
}: EventDetails<'Runtime.exceptionThrown'>): ConsoleLine {
  return {
    level: 'error',
    message: `Uncaught ${exception?.description ?? text}`,
    lineNumber: lineNumber + 1,
    sourceId: url ?? '',
  };
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
  session.on('Page.frameStartedLoading', ({ frameId }) => {
    if (frameId === mainFrameId) reports.startedLoading();
  });
  session.on('Page.frameStoppedLoading', ({ frameId }) => {
    if (frameId === mainFrameId) unlessBlank(reports.stoppedLoading);
  });
  session.on('Page.domContentEventFired', () => {
    unlessBlank(reports.domReady);
  });
  session.on('Page.loadEventFired', () => {
    unlessBlank(reports.loaded);
  });
  session.on('Page.javascriptDialogOpening', ({ type }) => {
    if (type !== 'beforeunload') return;
    session.post('Page.handleJavaScriptDialog', { accept: reports.mayUnload() });
  });
  session.on('Runtime.consoleAPICalled', (details) => {
    reports.consoleLine(lineOfCall(details));
  });
  session.on('Runtime.exceptionThrown', (details) => {
    reports.consoleLine(lineOfException(details));
  });
  session.on('Page.downloadWillBegin', ({ guid, url, suggestedFilename }) => {
    reports.downloadStarted({ guid, url, fileName: suggestedFilename });
  });
  session.on('Inspector.targetCrashed', () => {
    reports.crashed();
  });
}
