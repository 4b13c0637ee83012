import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DemoWindow } from './demo-window.ts';
import { launchDemo, patiently, temporaryFolder, type RunningDemo } from './launch-demo.ts';

declare const window: DemoWindow;

describe('messages between page and main process', () => {
  const folder = temporaryFolder();
  let demo: RunningDemo;

  beforeAll(async () => {
    demo = await launchDemo({ userData: folder.path });
  });

  afterAll(async () => {
    await demo.close();
    folder.remove();
  });

  const failureOf = (channel: string): Promise<string> =>
    demo.page.evaluate((name) => window.api.invoke(name).then(String, String), channel);

  it('are clones: types, cycles and keys stay, prototypes do not', async () => {
    const checks = await demo.page.evaluate(async () => {
      class Point {
        x = 1;
        length(): number {
          return this.x;
        }
      }
      const sent = {
        none: undefined,
        notANumber: NaN,
        minusZero: -0,
        big: 12345678901234567890n,
        date: new Date(5),
        map: new Map([[{ key: 1 }, new Set([1, 'x'])]]),
        bytes: new Uint8Array([1, 2, 255]),
        pattern: /a\/b/gi,
        text: 'ünïcode\u2028\ud83d\ude00',
        $: 'date',
        point: new Point(),
        self: null as unknown,
      };
      sent.self = sent;
      const got = (await window.api.echo(sent)) as typeof sent;
      return {
        none: 'none' in got && typeof got.none === 'undefined',
        numbers:
          Number.isNaN(got.notANumber) && Object.is(got.minusZero, -0) && got.big === sent.big,
        date: got.date instanceof Date && got.date.getTime() === 5,
        map: [...got.map][0]?.[1].has('x'),
        bytes: got.bytes instanceof Uint8Array && got.bytes[2] === 255,
        pattern: String(got.pattern) === String(sent.pattern),
        texts: got.text === sent.text && got.$ === sent.$,
        point: got.point.x === 1 && !('length' in got.point),
        self: got.self === got && got !== sent,
      };
    });
    expect(Object.entries(checks).filter(([, holds]) => holds !== true)).toEqual([]);
  });

  it('carry megabytes', async () => {
    const same = await demo.page.evaluate(async () => {
      const sent = new Uint8Array(2 << 20).fill(7);
      const got = (await window.api.echo(sent)) as Uint8Array;
      return got.length === sent.length && got.every((byte) => byte === 7);
    });
    expect(same).toBe(true);
  });

  it('refuse functions, as Electron words it', async () => {
    const message = await demo.page.evaluate(() => window.api.echo(() => 1).then(String, String));
    expect(message).toBe('Error: An object could not be cloned.');
  });

  it.each([
    ['fail', "Error: Error invoking remote method 'fail': RangeError: disk full"],
    ['none', "Error: Error invoking remote method 'none': Error: No handler registered for 'none'"],
    [
      'uncloneable',
      "Error: Error invoking remote method 'uncloneable': Error: An object could not be cloned.",
    ],
  ])('tell what went wrong in the handler %s', async (channel, message) => {
    expect(await failureOf(channel)).toBe(message);
  });

  it('name the frame they come from', async () => {
    expect(await demo.page.evaluate(() => window.api.invoke('sender'))).toEqual({
      url: demo.page.url(),
      origin: 'file://',
      isTop: true,
    });
  });

  it('can be sent from a frame that is not the app’s own, to see it refused', async () => {
    const stranger = { url: 'https://evil.example/', isTop: false };
    expect(await demo.record.invokeFromFrame(stranger, 'sender')).toEqual({
      url: 'https://evil.example/',
      origin: 'https://evil.example',
      isTop: false,
    });
  });

  it('arrive complete and in order, 60 in a second', async () => {
    await demo.page.evaluate(() => {
      window.api.startPump(60, 120);
    });
    await expect
      .poll(() => demo.page.evaluate(() => window.seen.snapshots.length), patiently)
      .toBe(120);
    const snapshots = await demo.page.evaluate(() => window.seen.snapshots);
    expect(snapshots).toEqual(Array.from({ length: 120 }, (_, index) => [index + 1, 50]));
  });

  it('are answered each with its own answer, hundreds at once', async () => {
    const count = 500;
    const answers = await demo.page.evaluate(
      (length) => Promise.all(Array.from({ length }, (_, index) => window.api.echo(index))),
      count,
    );
    expect(answers).toEqual(Array.from({ length: count }, (_, index) => index));
  });

  it('cannot carry functions to the page either', async () => {
    const message = await demo.app.evaluate(({ BrowserWindow }) => {
      try {
        BrowserWindow.getAllWindows()[0]?.webContents.send('power', () => 1);
        return 'passed';
      } catch (error) {
        return (error as Error).message;
      }
    });
    expect(message).toBe('Failed to serialize arguments');
  });
});
