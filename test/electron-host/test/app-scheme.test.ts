import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DemoWindow } from './demo-window.ts';
import { launchDemo, patiently, temporaryFolder, type RunningDemo } from './launch-demo.ts';

declare const window: DemoWindow;

describe('a page on a scheme of the app’s own, by an ES module', () => {
  const folder = temporaryFolder();
  let demo: RunningDemo;

  beforeAll(async () => {
    demo = await launchDemo({ name: 'demo-esm', userData: folder.path });
  });

  afterAll(async () => {
    await demo.close();
    folder.remove();
  });

  it('is served by protocol.handle, scripts and styles included', async () => {
    const found = await demo.page.evaluate(() => {
      const drop = window.document.querySelector('#drop');
      return {
        isSecure: window.isSecureContext,
        style: window.getComputedStyle(drop).backgroundColor,
        count: window.document.querySelector('#count').textContent,
      };
    });
    expect(found).toEqual({ isSecure: true, style: 'rgb(1, 2, 3)', count: '0' });
  });

  it('has the app’s address for the main process', async () => {
    const sender = await demo.page.evaluate(() => window.api.invoke('sender'));
    expect(sender).toEqual({ url: 'app://bundle/index.html', origin: 'app://bundle' });
    const url = await demo.app.evaluate(({ webContents }) =>
      webContents.getAllWebContents()[0]?.getURL(),
    );
    expect(url).toBe('app://bundle/index.html');
  });

  it('gets what the handler answers, and nothing outside its folder', async () => {
    const statuses = await demo.page.evaluate(() =>
      Promise.all(
        ['/style.css', '/..%2fmain.cjs', '/none.css'].map((url) =>
          fetch(url).then(
            (response) => response.status,
            () => 'failed',
          ),
        ),
      ),
    );
    expect(statuses).toEqual([200, 'failed', 'failed']);
  });

  it('carries the headers that webRequest adds', async () => {
    const policy = await demo.page.evaluate(async () =>
      (await fetch('/style.css')).headers.get('content-security-policy'),
    );
    expect(policy).toBe("default-src 'self'; img-src 'none'");
  });

  it('stays when it navigates away', async () => {
    await demo.page.evaluate(() => {
      window.location.href = 'https://example.com/';
    });
    const url = (): Promise<string | undefined> =>
      demo.app.evaluate(({ webContents }) => webContents.getAllWebContents()[0]?.getURL());
    await demo.page.evaluate(() => window.api.echo(1)).catch(() => undefined);
    expect(await url()).toBe('app://bundle/index.html');
    expect(await demo.page.evaluate(() => typeof window.api)).toBe('object');
  });

  it('asks the app about permissions', async () => {
    expect(await demo.record.askPermission('clipboard-sanitized-write')).toBe(true);
    expect(await demo.record.askPermission('geolocation')).toBe(false);
  });

  it('can be cancelled by webRequest', async () => {
    await demo.app.evaluate(({ session }) => {
      session.defaultSession.webRequest.onBeforeRequest(
        { urls: ['app://*/style.css'] },
        (_, answer) => {
          answer({ cancel: true });
        },
      );
    });
    const fetchStyle = (): Promise<string> =>
      demo.page.evaluate(() =>
        fetch('/style.css').then(
          () => 'fetched',
          () => 'failed',
        ),
      );
    await expect.poll(fetchStyle, patiently).toBe('failed');
  });

  it('lets the main process fetch files and its own scheme, and nothing outside', async () => {
    const found = await demo.app.evaluate(async ({ net }) => {
      const own = await net.fetch('app://bundle/style.css');
      const outside = await net.fetch('https://example.com/').then(String, String);
      return { status: own.status, type: own.headers.get('content-type'), outside };
    });
    expect(found).toEqual({
      status: 200,
      type: 'text/css',
      outside: 'Error: net::ERR_NAME_NOT_RESOLVED',
    });
  });
});
