import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { partsSent } from '../../helpers/expect-transfer.ts';
import { partSize } from '../../helpers/quick-settings.ts';
import { noise } from '../../helpers/source-content.ts';
import { argumentsOfAll } from '../../security/window/secret-places.ts';
import { ask } from '../helpers/bridge.ts';
import { dropFiles } from '../helpers/drop-files.ts';
import { pollOptions } from '../helpers/launch-ferry.ts';
import { fileIn, rowOf, untilIdle } from '../helpers/rows.ts';
import { setUpWorkbench, type Workbench } from '../helpers/workbench.ts';

const fiveParts = noise(5 * partSize);

describe('a start after an end in mid-upload', () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await setUpWorkbench();
  });
  afterAll(async () => {
    await bench.close();
  });

  /** The upload `name` stands in its third part, and two are on disk as sent. */
  async function uploadUntilThirdPart(name: string) {
    const { page, sandbox, write } = bench;
    const key = `in/${name}.bin`;
    const note = `${name}-note`;
    const held = sandbox.faults.add({
      when: { operation: 'UploadPart', key },
      after: 2,
      times: Infinity,
      fault: { kind: 'hold' },
    });
    await dropFiles(page, [write(`${name}.bin`, fiveParts)]);
    await dropFiles(page, [write(`${note}.txt`, 'short')]);
    await held.nextFired();
    await rowOf(page, note).getByText('verified').waitFor();
    const id = await fileIn(page, `${name}.bin`);
    const stored = async () => (await ask(page, 'transfers', 'details', id))?.storedParts;
    await expect.poll(stored, pollOptions).toEqual([[1, 2]]);
    return { held, key, name, note };
  }

  type BegunUpload = Awaited<ReturnType<typeof uploadUntilThirdPart>>;

  async function expectTheRestOnly({ held, key, name, note }: BegunUpload) {
    await held.nextFired();
    const { page, sandbox, objects } = bench;
    await rowOf(page, `${name}.bin`).getByText('Uploading').waitFor();
    await rowOf(page, note).getByText('verified').waitFor();
    held.remove();
    await untilIdle(page);
    expect((await objects.read(key))?.equals(fiveParts)).toBe(true);
    expect(partsSent(sandbox, key)).toEqual({ 1: 1, 2: 1, 3: 2, 4: 1, 5: 1 });
    expect(sandbox.journal.count({ operation: 'InitiateMultipartUpload', key })).toBe(1);
    expect(sandbox.journal.count({ operation: 'PutObject', key: `in/${note}.txt` })).toBe(1);
  }

  it('shows the truth after a SIGKILL, and sends no part twice that was committed', async () => {
    const begun = await uploadUntilThirdPart('killed');
    const process = bench.ferry.app.process();
    const ended = once(process, 'exit');
    process.kill('SIGKILL');
    await ended;
    // No process of the app outlives it.
    await expect.poll(() => argumentsOfAll() ?? '', pollOptions).not.toContain(bench.userData);
    await bench.relaunch();
    await expectTheRestOnly(begun);
  });

  it('goes on after a quit, which is clean and asks nothing', async () => {
    const begun = await uploadUntilThirdPart('quit');
    const ended = once(bench.ferry.app.process(), 'exit');
    await bench.ferry.close();
    expect(await ended).toEqual([0, null]);
    await bench.relaunch();
    await expectTheRestOnly(begun);
  });

  it('of the page alone disturbs no upload, and the window comes back by itself', async () => {
    const { held, key } = await uploadUntilThirdPart('crashed');
    const { ferry, sandbox } = bench;
    // The host goes on in a new target, Electron in the old one.
    const next = ferry.onHost ? ferry.app.waitForEvent('window') : Promise.resolve(ferry.page);
    await ferry.app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
    });
    const page = await next;
    await rowOf(page, 'crashed.bin').getByText('Uploading').waitFor();
    expect(sandbox.journal.count({ operation: 'UploadPart', partNumber: 3, key })).toBe(1);
    held.remove();
    await untilIdle(page);
    expect((await bench.objects.read(key))?.equals(fiveParts)).toBe(true);
    expect(partsSent(sandbox, key)).toEqual({ 1: 1, 2: 1, 3: 1, 4: 1, 5: 1 });
  });
});
