import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DemoWindow } from './demo-window.ts';
import { launchDemo, patiently, temporaryFolder, type RunningDemo } from './launch-demo.ts';

declare const window: DemoWindow;

describe('the preload', () => {
  const folder = temporaryFolder();
  let demo: RunningDemo;

  beforeAll(async () => {
    demo = await launchDemo({ userData: folder.path });
  });

  afterAll(async () => {
    await demo.close();
    folder.remove();
  });

  it('shows the page its API and nothing else of its world', async () => {
    const found = await demo.page.evaluate(() => {
      const hidden = ['require', 'process', 'module', 'Buffer', 'ipcRenderer', 'electron'];
      const ofHost = ['preloadSecret', '__hostSend', '__hostReceive', '__hostStop'];
      const leaked = [...hidden, ...ofHost].filter((name) => name in window);
      return { leaked, version: window.api.version, own: Object.hasOwn(window, 'api') };
    });
    expect(found).toEqual({ leaked: [], version: '1.2.3', own: true });
  });

  it('exposes an API that the page can neither change nor remove', async () => {
    const found = await demo.page.evaluate(() => {
      const { configurable, writable } = Object.getOwnPropertyDescriptor(window, 'api') ?? {};
      const isFrozen = Object.isFrozen(window.api) && Object.isFrozen(window.api.nested);
      return { configurable, writable, isFrozen, source: String(Reflect.get(window.api, 'echo')) };
    });
    expect(found).toEqual({
      configurable: false,
      writable: false,
      isFrozen: true,
      source: 'function () { [native code] }',
    });
  });

  it('answers plain functions at once', async () => {
    expect(await demo.page.evaluate(() => window.api.nested.add(2, 3))).toBe(5);
  });

  it('loses class and properties of what it throws, and keeps the message', async () => {
    const found = await demo.page.evaluate(() => {
      try {
        window.api.nested.fail();
        return undefined;
      } catch (error) {
        const { message, constructor, code } = error as Error & { code?: string };
        return { message, isPlain: constructor === Error, code };
      }
    });
    expect(found).toEqual({ message: 'nope', isPlain: true, code: undefined });
  });

  it.each([
    ['a proxy, such as a reactive object', 'new Proxy({ a: 1 }, {})'],
    ['a proxy deep inside', '({ list: [new Proxy({}, {})] })'],
    ['a symbol', 'Symbol("x")'],
    ['an element', 'document.body'],
  ])('refuses %s', async (_name, expression) => {
    const message = await demo.app.evaluate(
      ({ BrowserWindow }, code) =>
        BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(code) as Promise<string>,
      `(async () => window.api.echo(${expression}))().then(() => 'passed', (error) => error.message)`,
    );
    expect(message).toBe('An object could not be cloned.');
  });

  it('gives callbacks of the page away and takes them back', async () => {
    await demo.page.evaluate(() => {
      Object.assign(window, { off: window.api.onPower((name) => window.seen.power.push(name)) });
    });
    const suspend = (): Promise<boolean> =>
      demo.app.evaluate(({ powerMonitor }) => powerMonitor.emit('suspend'));
    await suspend();
    await expect.poll(() => demo.page.evaluate(() => window.seen.power.length), patiently).toBe(2);
    await demo.page.evaluate(() => {
      (Reflect.get(window, 'off') as () => void)();
    });
    await suspend();
    await expect.poll(() => demo.page.evaluate(() => window.seen.power.length), patiently).toBe(3);
  });

  it('does not reach frames inside the page', async () => {
    const inFrame = await demo.page.evaluate(() => {
      const frame = window.document.createElement('iframe');
      window.document.body.append(frame);
      return typeof frame.contentWindow.api;
    });
    expect(inFrame).toBe('undefined');
  });

  it('throws on an Electron API that the host does not have', async () => {
    const message = await demo.page.evaluate(() => {
      try {
        window.api.unknown();
        return 'passed';
      } catch (error) {
        return (error as Error).message;
      }
    });
    expect(message).toBe('electron-host: ipcRenderer.postMessage is not implemented');
  });

  it('runs again after a reload', async () => {
    await demo.page.reload();
    await demo.page.waitForFunction(() => window.isReady, null, { polling: 20 });
    expect(await demo.page.evaluate(() => window.api.echo('again'))).toBe('again');
  });
});
