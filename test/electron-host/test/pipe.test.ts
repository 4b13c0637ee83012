import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Connection } from '../chromium/connection.ts';
import { messageSplitter } from '../chromium/pipe.ts';

function split(...chunks: readonly string[]): string[] {
  const received: string[] = [];
  const feed = messageSplitter((message) => received.push(message));
  for (const chunk of chunks) feed(Buffer.from(chunk));
  return received;
}

function connect() {
  const toBrowser = new PassThrough();
  const fromBrowser = new PassThrough();
  const connection = new Connection(toBrowser, fromBrowser);
  const answer = (message: object): void => {
    fromBrowser.write(`${JSON.stringify(message)}\0`);
  };
  return { toBrowser, fromBrowser, connection, answer };
}

describe('messageSplitter', () => {
  it('splits several messages in one chunk', () => {
    expect(split('one\0two\0')).toEqual(['one', 'two']);
  });

  it('joins a message over several chunks, cut inside a character too', () => {
    const bytes = Buffer.from('文件\0');
    const received: string[] = [];
    const feed = messageSplitter((message) => received.push(message));
    for (const byte of bytes) feed(new Uint8Array([byte]));
    expect(received).toEqual(['文件']);
  });

  it('keeps an unfinished message to itself', () => {
    expect(split('whole\0half')).toEqual(['whole']);
  });
});

describe('Connection', () => {
  it('settles each command by its own answer, in any order', async () => {
    const { connection, answer } = connect();
    const first = connection.browser.send('Browser.getVersion');
    const second = connection.browser.send('Browser.close');
    answer({ id: 2, error: { message: 'no' } });
    answer({ id: 1, result: { product: 'Chrome/1' } });
    await expect(first).resolves.toEqual({ product: 'Chrome/1' });
    await expect(second).rejects.toThrow('Browser.close: no');
  });

  it('gives events to the session they are meant for, until it is silenced', async () => {
    const { connection, answer } = connect();
    const attached = connection.attach('target');
    answer({ id: 1, result: { sessionId: 's' } });
    const session = await attached;
    const urls: string[] = [];
    session.on('Page.windowOpen', ({ url }) => urls.push(url));
    const event = (sessionId: string, url: string): object => ({
      sessionId,
      method: 'Page.windowOpen',
      params: { url },
    });
    answer(event('other', 'wrong'));
    answer(event('s', 'right'));
    await expect.poll(() => urls).toEqual(['right']);
    session.silence();
    answer(event('s', 'late'));
    const afterwards = connection.browser.send('Browser.close');
    answer({ id: 2, result: {} });
    await afterwards;
    expect(urls).toEqual(['right']);
  });

  it('rejects what is open, and all that follows, when Chromium is gone', async () => {
    const { connection, fromBrowser } = connect();
    const open = connection.browser.send('Browser.getVersion');
    fromBrowser.destroy();
    await expect(open).rejects.toThrow('Browser.getVersion: Chromium is gone');
    await connection.disconnected;
    await expect(connection.browser.send('Browser.close')).rejects.toThrow('Chromium is gone');
  });
});
