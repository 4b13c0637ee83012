import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPreferences } from '../../../../main/desktop/start/private-files.ts';
import { defaultPreferences } from '../../../../shared/preferences.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ferry-preferences-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('openPreferences', () => {
  it('keeps changes for this run and the next start, and publishes them', async () => {
    const path = join(folder, 'new', 'preferences.json');
    const file = openPreferences(path);
    const heard: string[] = [];
    const undo = file.onChange(({ theme }) => heard.push(theme));
    await Promise.all([file.change({ theme: 'dark' }), file.change({ language: 'en' })]);
    undo();
    await file.change({ theme: 'light' });
    const expected = { ...defaultPreferences, theme: 'light', language: 'en' };
    expect([file.current(), openPreferences(path).current(), heard]).toEqual([
      expected,
      expected,
      ['dark', 'dark'],
    ]);
  });

  it('begins with the defaults when the file is damaged', async () => {
    const path = join(folder, 'preferences.json');
    await writeFile(path, '{"theme":"da');
    expect(openPreferences(path).current()).toEqual(defaultPreferences);
  });

  it('keeps a change for this run when it cannot be written', async () => {
    const blocked = join(folder, 'a-file');
    await writeFile(blocked, '');
    const file = openPreferences(join(blocked, 'preferences.json'));
    await file.change({ theme: 'dark' });
    expect(file.current().theme).toBe('dark');
  });

  it('can be read by this user only', async () => {
    // Windows has no such rights: every file that can be written says so.
    const mode = process.platform === 'win32' ? 0o666 : 0o600;
    const path = join(folder, 'preferences.json');
    await openPreferences(path).change({ theme: 'dark' });
    expect([(await stat(path)).mode & 0o777, (await readFile(path, 'utf8')).at(-1)]).toEqual([
      mode,
      '\n',
    ]);
  });
});
