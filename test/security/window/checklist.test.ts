import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from '../../../main/desktop/window/served-files.ts';
import { contract } from '../../../shared/ipc/contract.ts';
import { channelName } from '../../../shared/ipc/define.ts';
import { launchFerry, temporaryFolder, type RunningFerry } from '../../e2e/helpers/launch-ferry.ts';
import { attemptScripts } from './attempt-scripts.ts';
import type { PageWorld } from './page-world.ts';
import { sourceFacts } from './source-facts.ts';
import { sourceRules } from './source-rules.ts';

declare const window: PageWorld;

const { callsOf, wordsLike, projectFile } = sourceFacts;

const folder = temporaryFolder();
let ferry: RunningFerry;

beforeAll(async () => {
  ferry = await launchFerry({ userData: path.join(folder.path, 'user-data') });
  await ferry.page.evaluate(() => {
    window.violations = [];
    window.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
      window.violations.push(effectiveDirective);
    });
  });
});
afterAll(async () => {
  await ferry.close();
  folder.remove();
});

/** How the app treats an event that a page can cause. */
function isPrevented(event: string): Promise<boolean> {
  return ferry.app.evaluate(({ BrowserWindow }, name) => {
    const [own] = BrowserWindow.getAllWindows();
    let prevented = false;
    const announced = {
      url: 'https://example.com/',
      preventDefault: () => {
        prevented = true;
      },
    };
    (own?.webContents as unknown as NodeJS.EventEmitter).emit(name, announced, {}, {});
    return prevented;
  }, event);
}

const addressOf = (): Promise<string | undefined> =>
  ferry.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL());

/** One item of the list, with what fails when it is broken. */
interface ChecklistItem {
  readonly item: number;
  readonly title: string;
  readonly expectItHolds: () => void | Promise<void>;
}

/** https://www.electronjs.org/docs/latest/tutorial/security */
const checklist: readonly ChecklistItem[] = [
  {
    item: 1,
    title: 'Only load secure content',
    async expectItHolds() {
      const { origin, names } = await ferry.page.evaluate(() => ({
        origin: window.location.origin,
        names: window.performance.getEntriesByType('resource').map(({ name }) => name),
      }));
      expect(names.length).toBeGreaterThan(0);
      expect(names.filter((name) => !name.startsWith(`${origin}/`))).toEqual([]);
      sourceRules[1](sourceFacts);
    },
  },
  {
    item: 2,
    title: 'Do not enable Node.js integration for remote content',
    async expectItHolds() {
      const found = await ferry.page.evaluate(() =>
        ['require', 'process', 'module', 'Buffer', 'global', '__dirname', 'setImmediate'].filter(
          (name) => name in window,
        ),
      );
      expect(found).toEqual([]);
      sourceRules[2](sourceFacts);
    },
  },
  {
    item: 3,
    title: 'Enable context isolation',
    async expectItHolds() {
      sourceRules[3](sourceFacts);
      const answer = await ferry.page.evaluate(async () => {
        // Were the worlds one, the preload would look its calls up in what the page put there.
        const { hasOwn } = Object;
        let seen = 0;
        Object.hasOwn = (object, key) => {
          // The page's own code may look up other names meanwhile.
          if (key === 'app' || key === 'preferences') seen += 1;
          return hasOwn(object, key);
        };
        const info = await window.ferry.call('app', 'preferences', undefined);
        Object.hasOwn = hasOwn;
        return { ok: info.ok, seen };
      });
      expect(answer).toEqual({ ok: true, seen: 0 });
    },
  },
  {
    item: 4,
    title: 'Enable process sandboxing',
    expectItHolds: () => sourceRules[4](sourceFacts),
  },
  {
    item: 5,
    title: 'Handle session permission requests',
    async expectItHolds() {
      for (const name of [
        'setPermissionRequestHandler',
        'setPermissionCheckHandler',
        'setDevicePermissionHandler',
      ]) {
        expect(callsOf(name)).toHaveLength(1);
      }
      expect(callsOf('setPermissionCheckHandler')[0]).toContain('() => false');
      expect(callsOf('setDevicePermissionHandler')[0]).toContain('() => false');
      if (!ferry.onHost) return;
      const permissions = [
        'clipboard-read',
        'clipboard-sanitized-write',
        'media',
        'geolocation',
        'notifications',
        'midiSysex',
        'fullscreen',
        'openExternal',
        'fileSystem',
        'usb',
        'unknown',
      ];
      for (const permission of permissions) {
        expect([permission, await ferry.record.askPermission(permission)]).toEqual([
          permission,
          false,
        ]);
      }
    },
  },
  {
    item: 6,
    title: 'Do not disable webSecurity',
    expectItHolds: () => sourceRules[6](sourceFacts),
  },
  {
    item: 7,
    title: 'Define a Content Security Policy',
    async expectItHolds() {
      expect(contentSecurityPolicy).toMatch(/^default-src 'none'; script-src 'self'; /);
      expect(contentSecurityPolicy).not.toMatch(/unsafe-eval|\*|https?:|script-src[^;]*unsafe/);
      const outcome = await attemptScripts(ferry.page);
      expect([outcome.attempts, outcome.hacked]).toEqual([expect.anything(), undefined]);
      expect(outcome.attempts).toMatchObject({
        eval: 'EvalError',
        innerHTML: 'TypeError',
        'inline script': 'TypeError',
        'script from elsewhere': 'TypeError',
        fetch: 'TypeError',
      });
      await expect
        .poll(() => ferry.page.evaluate(() => window.violations))
        .toEqual(expect.arrayContaining(['connect-src', 'img-src', 'frame-src']));
    },
  },
  {
    item: 8,
    title: 'Do not enable allowRunningInsecureContent',
    expectItHolds: () => sourceRules[8](sourceFacts),
  },
  {
    item: 9,
    title: 'Do not enable experimental features',
    expectItHolds: () => sourceRules[9](sourceFacts),
  },
  {
    item: 10,
    title: 'Do not use enableBlinkFeatures',
    expectItHolds: () => sourceRules[10](sourceFacts),
  },
  {
    item: 11,
    title: 'Do not use allowpopups for webviews',
    expectItHolds: () => sourceRules[11](sourceFacts),
  },
  {
    item: 12,
    title: 'Verify webview options before creation',
    async expectItHolds() {
      expect(await isPrevented('will-attach-webview')).toBe(true);
    },
  },
  {
    item: 13,
    title: 'Disable or limit navigation',
    async expectItHolds() {
      for (const event of ['will-navigate', 'will-frame-navigate', 'will-redirect']) {
        expect([event, await isPrevented(event)]).toEqual([event, true]);
      }
      const tried = ferry.app.evaluate(
        ({ BrowserWindow }) =>
          new Promise<boolean>((resolve) => {
            BrowserWindow.getAllWindows()[0]?.webContents.once('will-navigate', (event) => {
              setImmediate(() => resolve(event.defaultPrevented));
            });
          }),
      );
      await ferry.app.evaluate(() => undefined);
      await ferry.page.evaluate(() => {
        window.location.href = 'https://example.com/';
      });
      expect(await tried).toBe(true);
      expect(await addressOf()).toMatch(/^app:\/\/ferry\//);
    },
  },
  {
    item: 14,
    title: 'Disable or limit creation of new windows',
    async expectItHolds() {
      const opened = await ferry.page.evaluate(() => window.open('https://example.com/') === null);
      expect(opened).toBe(true);
      const count = await ferry.app.evaluate(
        ({ BrowserWindow }) => BrowserWindow.getAllWindows().length,
      );
      expect(count).toBe(1);
      // The window, and the panel at the tray.
      expect(callsOf('BrowserWindow')).toHaveLength(2);
      expect(callsOf('setWindowOpenHandler')).toEqual([
        "main/desktop/window/app-page.ts: () => ({ action: 'deny' })",
      ]);
      if (!ferry.onHost) return;
      const tried = (await ferry.record.notes()).filter(({ kind }) => kind === 'window-open');
      expect(tried).toEqual([{ kind: 'window-open', url: 'https://example.com/', action: 'deny' }]);
    },
  },
  {
    item: 15,
    title: 'Do not use shell.openExternal with untrusted content',
    async expectItHolds() {
      sourceRules[15](sourceFacts);
      const answers = await ferry.page.evaluate(() =>
        Promise.all(
          ['https://example.com/', 'file:///', 'toString', '__proto__'].map(async (name) => {
            const answer = await window.ferry.call('app', 'openDocumentation', name);
            return answer.ok || answer.error.code;
          }),
        ),
      );
      expect(answers).toEqual(answers.map(() => 'call-refused'));
      if (!ferry.onHost) return;
      const notes = await ferry.record.notes();
      expect(notes.filter(({ kind }) => kind === 'open-external')).toEqual([]);
    },
  },
  {
    item: 16,
    title: 'Use a current version of Electron',
    expectItHolds: () => sourceRules[16](sourceFacts),
  },
  {
    item: 17,
    title: 'Validate the sender of all IPC messages',
    async expectItHolds() {
      const handled = callsOf('handle').filter((call) => call.includes('channelName'));
      expect(handled).toHaveLength(1);
      expect(handled[0]).toMatch(/^main\/desktop\/calls\/ipc\.ts: .*gate\(senderOf\(/s);
      for (const listening of ['handleOnce', 'exposeInIsolatedWorld', 'executeJavaScript']) {
        expect(callsOf(listening)).toEqual([]);
      }
      if (!ferry.onHost) return;
      const senders = [
        { url: 'app://ferry/index.html', isTop: false },
        { url: 'app://ferry.evil/index.html', isTop: true },
        { url: 'https://ferry/index.html', isTop: true },
        { url: 'file:///index.html', isTop: true },
        { url: 'about:blank', isTop: true },
        { url: '', isTop: true },
      ];
      for (const [group, definitions] of Object.entries(contract)) {
        for (const [name, { kind }] of Object.entries(definitions)) {
          const channel = channelName(group, name);
          if (kind === 'event') {
            await expect(
              ferry.record.invokeFromFrame({ url: 'app://ferry/', isTop: true }, channel),
            ).rejects.toThrow('Nobody handles');
            continue;
          }
          const answers = await Promise.all(
            senders.map((sender) => ferry.record.invokeFromFrame(sender, channel, undefined)),
          );
          const error = {
            code: 'call-refused',
            detail: 'The sender is not the window of this app.',
          };
          expect([channel, answers]).toEqual([channel, senders.map(() => ({ ok: false, error }))]);
        }
      }
    },
  },
  {
    item: 18,
    title: 'Avoid the file:// protocol, prefer custom protocols',
    async expectItHolds() {
      expect(await addressOf()).toBe('app://ferry/index.html');
      expect(callsOf('loadFile')).toEqual([]);
      expect(callsOf('registerSchemesAsPrivileged')[0]).toMatch(
        /standard: true, secure: true, supportFetchAPI: true, corsEnabled: true \}/,
      );
      expect(wordsLike(/bypassCSP|allowServiceWorkers|interceptFileProtocol/)).toEqual([]);
      const read = await ferry.page.evaluate(() =>
        window.fetch('file:///etc/hosts').then(
          () => 'read',
          () => 'refused',
        ),
      );
      expect(read).toBe('refused');
    },
  },
  {
    item: 19,
    title: 'Check which fuses you can change',
    expectItHolds() {
      // Read back from the packed app in test/packaging.
      const fuses = [...projectFile('electron-builder.yml').matchAll(/^ {2}(\w+): (true|false)$/gm)]
        .map(([, name, state]) => [name, state] as const)
        .filter(([name = '']) => !/^(smartUnpack|oneClick|perMachine)$/.test(name));
      expect(Object.fromEntries(fuses)).toMatchObject({
        runAsNode: 'false',
        enableCookieEncryption: 'true',
        enableNodeOptionsEnvironmentVariable: 'false',
        enableNodeCliInspectArguments: 'false',
        enableEmbeddedAsarIntegrityValidation: 'true',
        onlyLoadAppFromAsar: 'true',
        grantFileProtocolExtraPrivileges: 'false',
      });
    },
  },
  {
    item: 20,
    title: 'Do not expose Electron APIs to untrusted web content',
    async expectItHolds() {
      const found = await ferry.page.evaluate(() => ({
        bridge: Object.keys(window.ferry).sort(),
        kinds: Object.values(window.ferry).map((value) => typeof value),
        electron: ['electron', 'ipcRenderer', 'webUtils', 'contextBridge', 'shell'].filter(
          (name) => name in window,
        ),
        frozen: Object.values({ ferry: window.ferry, ...window.ferry }).every(Object.isFrozen),
        replaced: Reflect.defineProperty(window, 'ferry', { value: null }),
      }));
      expect(found).toEqual({
        bridge: ['addFiles', 'call', 'on'],
        kinds: ['function', 'function', 'function'],
        electron: [],
        frozen: true,
        replaced: false,
      });
      expect(callsOf('exposeInMainWorld')).toEqual(["preload/bridge.ts: 'ferry', bridge"]);
    },
  },
];

describe('the official checklist', () => {
  it('is whole', () => {
    const items = checklist.map(({ item }) => item);
    expect(items).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });

  it.each(checklist)('item $item: $title', async ({ expectItHolds }) => {
    await expectItHolds();
  });
});
