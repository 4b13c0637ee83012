import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { Connection } from '../chromium/connection.ts';

function connect() {
  const fromBrowser = new PassThrough();
  return { fromBrowser, connection: new Connection(new PassThrough(), fromBrowser) };
}

it('reads an answer that arrives cut inside a character', async () => {
  const { connection, fromBrowser } = connect();
  const answered = connection.browser.send('Browser.getVersion');
  const answer = Buffer.from(`${JSON.stringify({ id: 1, result: { product: '文件' } })}\0`);
  for (const byte of answer) fromBrowser.write(new Uint8Array([byte]));
  await expect(answered).resolves.toEqual({ product: '文件' });
});

it('rejects what is open, and all that follows, when Chromium is gone', async () => {
  const { connection, fromBrowser } = connect();
  const open = connection.browser.send('Browser.getVersion');
  fromBrowser.destroy();
  await expect(open).rejects.toThrow('Browser.getVersion: Chromium is gone');
  await connection.disconnected;
  await expect(connection.browser.send('Browser.close')).rejects.toThrow('Chromium is gone');
});
