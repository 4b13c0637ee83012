import type { ElectronApplication } from '@playwright/test';
import type { HostControl } from './control.ts';

/** The host's control, called from the test's process. */
export type RemoteControl = {
  readonly [Name in keyof HostControl]: (
    ...values: Parameters<HostControl[Name]>
  ) => Promise<Awaited<ReturnType<HostControl[Name]>>>;
};

/** Whether the app runs on the test host; false on real Electron. */
export function isOnHost(app: ElectronApplication): Promise<boolean> {
  return app.evaluate(() => '__electronHost' in globalThis);
}

/**
 * The record that the test host keeps of trays, menus, notifications, dialogs and the like, and the
 * means to click them. Real Electron keeps no such record: there every call throws, so tests that
 * need it must ask `isOnHost` first and skip.
 */
export function hostRecord(app: ElectronApplication): RemoteControl {
  return new Proxy({} as RemoteControl, {
    get:
      (_target, name) =>
      (...values: unknown[]): Promise<unknown> =>
        app.evaluate(
          (_electron, call) => {
            const control: unknown = Reflect.get(globalThis, '__electronHost');
            if (typeof control !== 'object' || control === null) {
              throw new Error('Only the test host keeps a record; this is real Electron.');
            }
            const method = Reflect.get(control, call.name) as (...values: unknown[]) => unknown;
            return method(...call.values);
          },
          { name: String(name), values },
        ),
  });
}
