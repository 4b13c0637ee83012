import { fromStandIn } from '../api/window/schemes.ts';
import { journal } from '../journal.ts';

/** What `setWindowOpenHandler` takes. */
export type WindowOpenHandler = (
  details: Electron.HandlerDetails,
) => Electron.WindowOpenHandlerResponse;

/** Decides over `window.open` and links with a target, before Chromium opens anything. */
export class WindowOpener {
  #handler: WindowOpenHandler = () => ({ action: 'allow' });

  setHandler(handler: WindowOpenHandler): void {
    this.#handler = handler;
  }

  /** `detail` is the preload's JSON; throws when the app would allow a window of the page's own. */
  decide(detail: string): 'allow' | 'deny' {
    const asked = JSON.parse(detail) as Pick<
      Electron.HandlerDetails,
      'url' | 'frameName' | 'features'
    >;
    const url = fromStandIn(asked.url);
    const { action } = this.#handler({
      ...asked,
      url,
      disposition: asked.features === '' ? 'foreground-tab' : 'new-window',
      referrer: { url: '', policy: 'strict-origin-when-cross-origin' },
    });
    journal.note({ kind: 'window-open', url, action });
    if (action === 'allow') {
      throw new Error('electron-host: child windows (action: allow) are not hosted');
    }
    return action;
  }
}
