import { performance } from 'node:perf_hooks';
import { toErrorRecord } from '../../../shared/errors.ts';
import type { FerryContract } from '../../../shared/ipc/contract.ts';
import type { Handlers, Notifiers } from '../../../shared/ipc/define.ts';
import { engineOf, type DesktopFerry } from '../start/ferry.ts';

/** Handlers of the engine's settings, and of a test request through a new proxy. */
export function settingsHandlers(
  ferry: DesktopFerry,
  notify: Notifiers<FerryContract>['settings'],
): Handlers<FerryContract>['settings'] {
  return {
    get: async () => (await engineOf(ferry)).settings(),
    async change(change) {
      const engine = await engineOf(ferry);
      const given = Object.entries(change).filter(([, value]) => value !== undefined);
      const changed = await engine.changeSettings(Object.fromEntries(given));
      notify.changed(changed);
      return changed;
    },
    async saveProxyPassword({ userName, password }) {
      await (await ferry.ready).saveProxyPassword(userName, password);
    },
    async testProxy({ proxy, password }) {
      const begun = performance.now();
      try {
        await (await ferry.ready).tryProxy(proxy, password);
        return { ok: true, milliseconds: Math.round(performance.now() - begun) };
      } catch (thrown) {
        return { ok: false, error: toErrorRecord(thrown) };
      }
    },
  };
}
