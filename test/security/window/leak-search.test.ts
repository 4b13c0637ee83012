import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ask } from '../../e2e/helpers/bridge.ts';
import { launchFerry, temporaryFolder, type RunningFerry } from '../../e2e/helpers/launch-ferry.ts';
import { createCanaries } from '../canaries.ts';
import { heapOf } from './heap-of.ts';
import { answersTo, argumentsOfAll, keepMessages, textsBelow } from './secret-places.ts';

/** Leaks that the tests make themselves, to see that each place is really looked through. */
const leaks = createCanaries();
const folder = temporaryFolder();
const userData = path.join(folder.path, 'user-data');
let ferry: RunningFerry;
let messages: () => Promise<string>;

beforeAll(async () => {
  ferry = await launchFerry({ userData });
  messages = await keepMessages(ferry.app);
});
afterAll(async () => {
  await ferry.close();
  folder.remove();
});

describe('the search for secrets', () => {
  it('finds one in a file, however it is spelled', () => {
    const plain = leaks.plant('a file');
    const encoded = leaks.plant('a file, in Base64');
    const wide = leaks.plant('a file, in UTF-16');
    const file = path.join(userData, 'logs', 'leak');
    const basic = Buffer.from(`user:${encoded}`).toString('base64');
    // The app makes the folder when its queue has been opened.
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, Buffer.concat([Buffer.from(plain + basic), Buffer.from(wide, 'utf16le')]));
    const found = [...textsBelow(userData).values()].flatMap((text) => leaks.foundIn(text));
    rmSync(file);
    expect(found).toEqual(['a file', 'a file, in Base64', 'a file, in UTF-16']);
  });

  it('finds one in an answer, and in a message without a request', async () => {
    const name = leaks.plant('the name of an account');
    await ask(ferry.page, 'accounts', 'save', {
      name,
      endpoint: 'http://127.0.0.1:1',
      region: 'cn-hangzhou',
      addressing: 'path',
      secrets: { accessKeyId: 'id', accessKeySecret: 'secret' },
    });
    expect(leaks.foundIn(await answersTo(ferry.page))).toEqual(['the name of an account']);
    expect(leaks.foundIn(await messages())).toEqual(['the name of an account']);
    const pushed = leaks.plant('a message');
    await ferry.app.evaluate(({ BrowserWindow }, leak) => {
      BrowserWindow.getAllWindows()[0]?.webContents.send('transfers:progress', { leak });
    }, pushed);
    expect(leaks.foundIn(await messages())).toContain('a message');
  });

  it('finds one in an argument', async () => {
    if (argumentsOfAll() === undefined) return;
    const waits = 'console.log("here"); process.stdin.resume()';
    const child = spawn(process.execPath, ['-e', waits, leaks.plant('an argument')]);
    onTestFinished(() => {
      child.kill();
    });
    await once(child.stdout, 'data');
    expect(leaks.foundIn(argumentsOfAll() ?? '')).toEqual(['an argument']);
  });

  it('finds one in the heap of the page', async () => {
    await ferry.page.evaluate((leak) => {
      Object.assign(globalThis, { leak });
    }, leaks.plant('the heap'));
    expect(leaks.foundIn(await heapOf(ferry.page))).toContain('the heap');
  });
});
