import { fromStandIn, toStandIn } from '../api/window/schemes.ts';
import { complain } from '../complain.ts';
import { journal } from '../journal.ts';
import type { Preload } from '../page/page-scripts.ts';
import { Guarded, HostEmitter, type PartOf } from '../strict.ts';
import { toWire, type WireValue } from '../wire/wire.ts';
import { ContentsReports, type ContentsState } from './contents-reports.ts';
import { receiveFromPage } from './inbox.ts';
import { PageZoom } from './page-zoom.ts';
import { Page } from './page.ts';
import type { TargetOptions } from './target.ts';

type WindowOpenHandler = (details: Electron.HandlerDetails) => Electron.WindowOpenHandlerResponse;

/** The window around a page. */
export interface ContentsOwner {
  readonly placement: () => TargetOptions;
  readonly preload: Omit<Preload, 'source'> | undefined;
  readyToShow(): void;
  closed(): void;
}

let lastId = 0;

/** Electron's `webFrameMain`: the top frame of a page. Frames below it have no preload. */
export class HostFrame extends Guarded implements PartOf<Electron.WebFrameMain, 'top'> {
  readonly #url: () => string;
  readonly parent = null;

  constructor(url: () => string) {
    super('webFrameMain');
    this.#url = url;
  }

  get url(): string {
    return this.#url();
  }

  get top(): this {
    return this;
  }
}

/** Electron's `webContents`: the page of one window. */
export class HostWebContents
  extends HostEmitter<Electron.WebContents>
  implements PartOf<Electron.WebContents, 'mainFrame'>
{
  readonly id = ++lastId;
  readonly mainFrame = new HostFrame(() => this.getURL());
  readonly #owner: ContentsOwner;
  readonly #page: Page;
  readonly #state: ContentsState = {
    standInUrl: '',
    isDestroyed: false,
    hasShown: false,
    loading: undefined,
  };
  #windowOpenHandler: WindowOpenHandler = () => ({ action: 'allow' });
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
    this.#windowOpenHandler = handler;
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
    const reports = new ContentsReports(this, this.#state, this.#owner);
    return new Page({
      reports,
      placement: this.#owner.placement,
      preload: this.#owner.preload,
      closed: () => {
        reports.closed();
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
      mayOpenWindow: (detail) => this.#mayOpenWindow(detail),
    });
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
    journal.note({ kind: 'window-open', url, action });
    if (action === 'deny') return action;
    throw new Error('electron-host: child windows (action: allow) are not hosted');
  }
}
