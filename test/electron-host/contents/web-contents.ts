import type { PartOf } from '../strict.ts';
import { HostIpcMain } from '../api/ipc-main.ts';
import { fromStandIn, toStandIn } from '../api/schemes.ts';
import { defaultSession } from '../api/session.ts';
import { webRequest } from '../api/web-request.ts';
import { complain } from '../complain.ts';
import { createEvent } from '../host-event.ts';
import { appEntry } from '../launch-info.ts';
import type { WireValue } from '../wire/encode.ts';
import { toWire } from '../wire/node-wire.ts';
import type { ContentsOwner } from './contents-owner.ts';
import { createReports } from './contents-reports.ts';
import { createContentsState } from './contents-state.ts';
import { fileUrl } from './file-url.ts';
import { HostFrame } from './frame.ts';
import { Inbox } from './inbox.ts';
import { createLoadError } from './load-error.ts';
import { openContents } from './open-contents.ts';
import { HostPageView } from './page-view.ts';
import { Page } from './page.ts';
import { WindowOpener, type WindowOpenHandler } from './window-opener.ts';

/** Electron's `webContents`: the page of one window. */
export class HostWebContents
  extends HostPageView
  implements PartOf<Electron.WebContents, 'ipc' | 'mainFrame' | 'session' | 'capturePage'>
{
  readonly id = openContents.nextId();
  readonly session = defaultSession;
  readonly ipc = new HostIpcMain();
  readonly mainFrame: HostFrame;
  readonly #owner: ContentsOwner;
  readonly #page: Page;
  readonly #state = createContentsState();
  readonly #windowOpener = new WindowOpener();

  constructor(owner: ContentsOwner) {
    super();
    this.#owner = owner;
    this.mainFrame = new HostFrame({
      url: () => this.getURL(),
      isDestroyed: () => this.isDestroyed(),
      send: (channel, ...values) => {
        this.send(channel, ...values);
      },
      executeJavaScript: (code) => this.executeJavaScript(code),
    });
    openContents.add(this);
    this.#page = this.#openPage();
  }

  /** Loads a page. Rejects with a `LoadError`, which needs no handler, as in Electron. */
  loadURL(url: string): Promise<void> {
    this.#state.loading?.reject(createLoadError('ERR_ABORTED', url));
    const loading = Promise.withResolvers<void>();
    loading.promise.catch(() => undefined);
    this.#state.loading = loading;
    this.#page.navigate(toStandIn(url)).catch((error: unknown) => {
      const failure = createLoadError(error instanceof Error ? error.message : 'ERR_FAILED', url);
      const { errno, code } = failure;
      this.announce('did-fail-load', createEvent({}), errno, code, url, true, 1, 1);
      loading.reject(failure);
    });
    return loading.promise;
  }

  loadFile(filePath: string, options?: Electron.LoadFileOptions): Promise<void> {
    return this.loadURL(fileUrl(appEntry.directory, filePath, options));
  }

  reload(): void {
    this.#page.reload(this.#state.standInUrl).catch((error: unknown) => {
      complain('electron-host: the page could not be reloaded:', error);
    });
  }

  reloadIgnoringCache(): void {
    this.reload();
  }

  /** To the preload's `ipcRenderer`. */
  send(channel: string, ...values: unknown[]): void {
    if (typeof channel !== 'string') throw new TypeError('Missing required channel argument');
    let wire: WireValue;
    try {
      wire = toWire(values);
    } catch {
      throw new Error('Failed to serialize arguments');
    }
    this.#page.post({ kind: 'message', channel, values: wire });
  }

  /** Runs in the page's main world, after the page has been loaded. */
  async executeJavaScript(code: string): Promise<unknown> {
    await this.#state.loading?.promise.catch(() => undefined);
    const session = await this.#page.session();
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
      expression: code,
      awaitPromise: true,
      returnByValue: true,
      userGesture: true,
    });
    if (exceptionDetails) {
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    }
    return result.value;
  }

  setWindowOpenHandler(handler: WindowOpenHandler): void {
    this.#windowOpener.setHandler(handler);
  }

  getURL(): string {
    return fromStandIn(this.#state.standInUrl);
  }

  getTitle(): string {
    return this.#state.title;
  }

  isLoading(): boolean {
    return this.#state.isLoading;
  }

  isLoadingMainFrame(): boolean {
    return this.#state.isLoading;
  }

  isCrashed(): boolean {
    return this.#page.isCrashed;
  }

  isDestroyed(): boolean {
    return this.#state.isDestroyed;
  }

  forcefullyCrashRenderer(): void {
    void this.#page.session().then((session) => {
      session.post('Page.crash');
    });
  }

  /** Asks the window to close. */
  close(): void {
    this.#owner.requestClose();
  }

  /** The page behind a `webContents`, for the rest of the host. */
  static pageOf(contents: HostWebContents): Page {
    return contents.#page;
  }

  /** Takes the page away at once, whatever it would say to that. */
  static destroy(contents: HostWebContents): void {
    contents.#page.destroy();
  }

  protected override page(): Page {
    return this.#page;
  }

  #openPage(): Page {
    const reports = createReports(this, this.#state, this.#owner);
    const inbox = new Inbox({
      contents: this,
      reply: (message, contextId) => {
        this.#page.post(message, contextId);
      },
      preloadFailed: (message) => {
        const preload = this.#owner.preload?.path ?? '';
        complain('Unable to load preload script:', new Error(`${preload}\n${message}`));
        this.announce('preload-error', createEvent({}), preload, new Error(message));
      },
    });
    const { placement, preload } = this.#owner;
    return new Page({
      ...reports,
      placement,
      preload,
      webContentsId: this.id,
      webRequest,
      opened: (targetId) => {
        openContents.addTarget(targetId, this);
      },
      closed: () => {
        openContents.remove(this);
        reports.closed();
      },
      received: (message, contextId) => {
        inbox.receive(message, contextId);
      },
      sendSync: (detail) => inbox.receiveSync(detail),
      mayOpenWindow: (detail) => this.#windowOpener.decide(detail),
    });
  }
}
