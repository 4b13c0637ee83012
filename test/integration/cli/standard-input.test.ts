import { closeSync, openSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { runFerry } from '../../helpers/ferry-process.ts';
import type { FerryResult, FerryStart } from '../../helpers/ferry-process.ts';
import { startSandboxFixture } from '../../helpers/sandbox-fixture.ts';
import type { SandboxFixture } from '../../helpers/sandbox-fixture.ts';

let fixture: SandboxFixture;
let uploads = 0;
beforeAll(async () => {
  fixture = await startSandboxFixture();
});
afterAll(async () => {
  await fixture.close();
});

interface Upload extends FerryResult {
  /** What OSS holds now; `undefined` for no object. */
  readonly object: Buffer | undefined;
  /** Names of files left in the spool folder. */
  readonly spooled: readonly string[];
}

/** `ferry upload - --name NAME` with this at standard input. */
async function uploadInput(
  input: Exclude<FerryStart['input'], undefined>,
  ...flags: readonly string[]
): Promise<Upload> {
  uploads += 1;
  const folder = path.join(fixture.folder, `input-${uploads}`);
  const name = `object-${uploads}`;
  const to = ['--to', `oss://${fixture.sandbox.bucket}/`, '--db', path.join(folder, 'queue.db')];
  const words = ['upload', '-', '--name', name, ...to, ...flags];
  const result = await runFerry(words, { environment: fixture.environment, input });
  const isThere = (await fixture.reader.listKeys(name)).includes(name);
  const object = isThere ? await fixture.content(name) : undefined;
  let spooled: string[] = [];
  try {
    spooled = readdirSync(path.join(folder, 'spool'));
  } catch {
    // Nothing was ever spooled.
  }
  return { ...result, object, spooled };
}

/** An open file, as a shell hands it over with `<` or `<>`. */
function opened(file: string, flags: string): number {
  const descriptor = openSync(file, flags);
  onTestFinished(() => closeSync(descriptor));
  return descriptor;
}

describe('standard input', () => {
  it.each<[string, () => Exclude<FerryStart['input'], undefined>, number, RegExp]>([
    ['a folder', () => opened(fixture.folder, 'r'), 2, /Standard input is a folder/],
    ['closed', () => 'closed', 2, /Standard input is closed/],
    ['empty', () => Readable.from([]), 2, /Standard input is empty/],
    [
      'a file that cannot be read',
      () => opened(path.join(fixture.folder, 'unreadable'), 'w'),
      1,
      /Standard input could not be read to its end.*EBADF/,
    ],
  ])('row 59: that is %s becomes no object', async (_what, input, exitCode, sentence) => {
    const upload = await uploadInput(input());
    expect(upload.errors).toMatch(sentence);
    expect(upload.exitCode).toBe(exitCode);
    expect(upload.object).toBeUndefined();
    expect(upload.spooled).toEqual([]);
    expect(upload.output).not.toContain('done');
  });

  it('row 59: that is empty becomes an empty object where that is allowed', async () => {
    const upload = await uploadInput(Readable.from([]), '--allow-empty');
    expect(upload.errors).toBe('');
    expect(upload.exitCode).toBe(0);
    expect(upload.object).toEqual(Buffer.alloc(0));
    expect(upload.spooled).toEqual([]);
  });

  it('row 59: says which folder cannot take the copy', async () => {
    // A file where the folder should be refuses root too, to whom no folder is read-only.
    await fixture.write(`input-${uploads + 1}/spool`, 'in the way');
    const upload = await uploadInput(Readable.from(['text']));
    expect(upload.errors).toContain('The copy of standard input cannot be written (EEXIST');
    expect(upload.errors).not.toContain('Ferry made a mistake');
    expect(upload.exitCode).toBe(1);
    expect(upload.object).toBeUndefined();
  });

  it('row 59: is read from a file that the shell opened', async () => {
    const file = await fixture.write('input.txt', 'from a file');
    const upload = await uploadInput(opened(file, 'r'));
    expect(upload.exitCode).toBe(0);
    expect(upload.object).toEqual(Buffer.from('from a file'));
  });
});
