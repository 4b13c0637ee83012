import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { partsSent } from '../helpers/expect-transfer.ts';
import { partSize } from '../helpers/quick-settings.ts';
import { noise } from '../helpers/source-content.ts';
import { ask } from './helpers/bridge.ts';
import { dropFiles } from './helpers/drop-files.ts';
import { patiently } from './helpers/launch-ferry.ts';
import { rowOf } from './helpers/rows.ts';
import { setUpWorkbench, type Workbench } from './helpers/workbench.ts';

const fiveParts = noise(5 * partSize);
const key = 'in/film.bin';

describe('a start after an end in mid-upload', () => {
  let bench: Workbench;
  beforeEach(async () => {
    bench = await setUpWorkbench();
  });
  afterEach(async () => {
    await bench.close();
  });

  /** The upload stands in its third part, and two are on disk as sent. */
  async function uploadUntilThirdPart() {
    const { page, sandbox, write } = bench;
    const held = sandbox.faults.add({
      when: { operation: 'UploadPart', key },
      after: 2,
      times: Infinity,
      fault: { kind: 'hold' },
    });
    await dropFiles(page, [write('film.bin', fiveParts), write('note.txt', 'short')]);
    await held.nextFired();
    await rowOf(page, 'note').getByText('verified').waitFor();
    const { rows } = await ask(page, 'transfers', 'page', {
      filter: { search: 'film' },
      sort: { by: 'queue', descending: false },
      range: { offset: 0, limit: 1 },
    });
    const stored = async () =>
      (await ask(page, 'transfers', 'details', rows[0]?.id ?? 0))?.storedParts;
    await expect.poll(stored, patiently).toEqual([[1, 2]]);
    return held;
  }

  async function expectTheRestOnly(held: Awaited<ReturnType<typeof uploadUntilThirdPart>>) {
    await held.nextFired();
    const { page, sandbox, objects } = bench;
    await rowOf(page, 'film').getByText('Uploading').waitFor();
    await rowOf(page, 'note').getByText('verified').waitFor();
    held.remove();
    await page.getByText('Everything arrived').waitFor();
    expect((await objects.read(key))?.equals(fiveParts)).toBe(true);
    expect(partsSent(sandbox, key)).toEqual({ 1: 1, 2: 1, 3: 2, 4: 1, 5: 1 });
    expect(sandbox.journal.count({ operation: 'InitiateMultipartUpload' })).toBe(1);
    expect(sandbox.journal.count({ operation: 'PutObject', key: 'in/note.txt' })).toBe(1);
  }

  it('shows the truth after a SIGKILL, and sends no part twice that was committed', async () => {
    const held = await uploadUntilThirdPart();
    const process = bench.ferry.app.process();
    const ended = once(process, 'exit');
    process.kill('SIGKILL');
    await ended;
    await bench.relaunch();
    await expectTheRestOnly(held);
  });

  it('goes on after a quit, which is clean and asks nothing', async () => {
    const held = await uploadUntilThirdPart();
    const ended = once(bench.ferry.app.process(), 'exit');
    await bench.ferry.close();
    expect(await ended).toEqual([0, null]);
    await bench.relaunch();
    await expectTheRestOnly(held);
  });

  it('of the page alone disturbs no upload, and the window comes back by itself', async () => {
    const held = await uploadUntilThirdPart();
    const { ferry, sandbox } = bench;
    // The host goes on in a new target, Electron in the old one.
    const next = ferry.onHost ? ferry.app.waitForEvent('window') : Promise.resolve(ferry.page);
    await ferry.app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
    });
    const page = await next;
    await rowOf(page, 'film').getByText('Uploading').waitFor();
    expect(sandbox.journal.count({ operation: 'UploadPart', partNumber: 3 })).toBe(1);
    held.remove();
    await page.getByText('Everything arrived').waitFor();
    expect((await bench.objects.read(key))?.equals(fiveParts)).toBe(true);
    expect(partsSent(sandbox, key)).toEqual({ 1: 1, 2: 1, 3: 1, 4: 1, 5: 1 });
  });
});
