import type { FerryContract } from '../../../shared/ipc/contract.ts';
import type { Handlers } from '../../../shared/ipc/define.ts';
import type { SomeHandlers } from '../calls/ipc.ts';

/** The calls that the panel at the tray may make: it can add nothing, change no account, see no key. */
export function panelHandlers(
  handlers: Handlers<FerryContract>,
  ask: Handlers<FerryContract>['picture']['ask'],
): SomeHandlers {
  const { app, accounts, transfers, settings } = handlers;
  return {
    app: { info: app.info, preferences: app.preferences, openWindow: app.openWindow },
    accounts: { list: accounts.list },
    picture: { ask },
    transfers: {
      pause: transfers.pause,
      resume: transfers.resume,
      copyLinks: transfers.copyLinks,
    },
    settings: {
      get: settings.get,
      // Of the settings it shows the limit only.
      change: ({ bandwidthLimit }) => settings.change({ bandwidthLimit }),
    },
  };
}
