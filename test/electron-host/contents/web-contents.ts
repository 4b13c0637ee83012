import { fromStandIn, toStandIn } from '../api/window/schemes.ts';
import { complain } from '../complain.ts';
import { createEvent } from '../host-event.ts';
import { HostEmitter, type PartOf } from '../strict.ts';
import { toWire, type WireValue } from '../wire/wire.ts';
import type { ContentsOwner } from './contents-owner.ts';
import { createReports, type ContentsState } from './contents-reports.ts';
import { HostFrame } from './frame.ts';
import { receiveFromPage } from './inbox.ts';
import { openContents } from './open-contents.ts';
import { PageZoom } from './page-zoom.ts';
import { Page } from './page.ts';
import { WindowOpener, type WindowOpenHandler } from './window-opener.ts';

/** Electron's `webContents`: the page of one window. */
export class HostWebContents
  extends HostEmitter<Electron.WebContents>
  implements PartOf<Electron.WebContents, 'mainFrame'>
{
  readonly id = openContents.nextId();
  readonly mainFrame = new HostFrame(() => this.getURL());
  readonly #owner: ContentsOwner;
  readonly #page: Page;
  readonly #state: ContentsState = {
    standInUrl: '',
    isDestroyed: false,
    hasShown: false,
    loading: undefined,
  };
  readonly #windowOpener = new WindowOpener();
  readonly #zoom = new PageZoom(() => this.#page);

  constructor(owner: ContentsOwner) {
    super('webContents');
    this.#owner = owner;
    this.#page = this.#openPage();
  }

  /** Loads a page. The rejection names Chromium's error and needs no handler, as in Electron. */
  loadURL(url: string): Promise<void> {
    this.#state.loading?.reject(new Error(`ERR_ABORTED (-3) loading '${url}'`));
    const loading = Promise.withResolvers<void>();
    loading.promise.catch(() => undefined);
    this.#state.loading = loading;
    this.#page.navigate(toStandIn(url)).catch((error: unknown) => {
      complain(`electron-host: ${url} could not be loaded:`, error);
      loading.reject(error);
    });
    return loading.promise;
  }

  reload(): void {
    this.#page.reload(this.#state.standInUrl).catch((error: unknown) => {
      complain('electron-host: the page could not be reloaded:', error);
    });
  }

  /** To the preload's `ipcRenderer`. */
  send(channel: string, ...values: unknown[]): void {
    if (typeof channel !== 'string') throw new TypeError('Missing required channel argument');
    let wire: WireValue;
    try {
      wire = toWire(values);
    } catch (error) {
      throw new Error('Failed to serialize arguments', { cause: error });
    }
    this.#page.post({ kind: 'message', channel, values: wire });
  }

  setWindowOpenHandler(handler: WindowOpenHandler): void {
    this.#windowOpener.setHandler(handler);
  }

  setZoomFactor(factor: number): void {
    this.#zoom.set(factor);
  }

  getURL(): string {
    return fromStandIn(this.#state.standInUrl);
  }

  isDestroyed(): boolean {
    return this.#state.isDestroyed;
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

  /** Removes the page at once, without its `beforeunload`. */
  static destroy(contents: HostWebContents): void {
    contents.#page.destroy();
  }

  #openPage(): Page {
    const reports = createReports(this, this.#state, this.#owner);
    const { placement, preload } = this.#owner;
    return new Page({
      ...reports,
      placement,
      preload,
      opened: (targetId) => {
        openContents.add(targetId, this);
      },
      closed: () => {
        openContents.remove(this);
        reports.closed();
      },
      received: (message, contextId) => {
        if (message.kind === 'preload-error') {
          complain('Unable to load preload script:', new Error(message.message));
          this.announce(
            'preload-error',
            createEvent({}),
            preload?.path,
            new Error(message.message),
          );
          return;
        }
        void receiveFromPage(this, message, (answer) => {
          this.#page.post(answer, contextId);
        });
      },
      mayOpenWindow: (detail) => this.#windowOpener.decide(detail),
    });
  }
}
