import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appIdentity } from '../../main/desktop/start/app-identity.ts';
import { projectRoot } from '../architecture/project-files.ts';
import { type Registry, runMacro } from './registry-script.ts';

const read = (name: string) => readFileSync(join(projectRoot, name), 'utf8');

describe('the installer of Windows', () => {
  const script = read('build/installer.nsh');
  const classes = String.raw`HKLM\Software\Classes`;
  const exe = String.raw`C:\Program Files\Ferry\Ferry.exe`;
  const english = { SHELL_CONTEXT: 'HKLM', appExe: exe, LANGUAGE: '1033', isUpdated: '0' };
  const run = (macro: string, registry: Registry, variables = english) => {
    // A root is written without a dollar, unlike what else changes.
    const { SHELL_CONTEXT: root, ...rest } = variables;
    runMacro(script.replaceAll('SHELL_CONTEXT', root), macro, registry, rest);
    return registry;
  };
  const install = (variables = english) => run('customInstall', new Map(), variables);

  it.each([
    ['files', String.raw`${classes}\*\shell\Ferry`],
    ['folders', String.raw`${classes}\Directory\shell\Ferry`],
  ])('puts an entry into the menu of %s', (_what, key) => {
    const registry = install();
    expect(registry.get(key)).toEqual(
      new Map([
        ['Icon', `"${exe}",0`],
        ['MultiSelectModel', 'Player'],
        ['MUIVerb', 'Upload with Ferry'],
      ]),
    );
    // Paths have spaces.
    expect(registry.get(String.raw`${key}\command`)).toEqual(new Map([['', `"${exe}" "%1"`]]));
  });

  it('has Chinese words for an installation in Chinese', () => {
    const registry = install({ ...english, LANGUAGE: '2052' });
    const key = String.raw`${classes}\Directory\shell\Ferry`;
    expect(registry.get(key)?.get('MUIVerb')).toBe('用 Ferry 上传');
  });

  it('makes ferry:// links lead to the app', () => {
    const registry = install();
    expect(registry.get(String.raw`${classes}\ferry`)?.has('URL Protocol')).toBe(true);
    const command = registry.get(String.raw`${classes}\ferry\shell\open\command`);
    expect(command).toEqual(new Map([['', `"${exe}" "%1"`]]));
  });

  it('takes all of it away, and what the app has written since', () => {
    const registry = install();
    const logins = String.raw`HKCU\Software\Microsoft\Windows\CurrentVersion\Run`;
    registry.set(
      logins,
      new Map([
        [appIdentity.id, exe],
        ['Other', 'other.exe'],
      ]),
    );
    registry.set(String.raw`HKCU\Software\Classes\ferry\shell`, new Map());
    run('customUnInstall', registry);
    expect([...registry]).toEqual([[logins, new Map([['Other', 'other.exe']])]]);
  });

  it('keeps the start at login through an update', () => {
    const logins = String.raw`HKCU\Software\Microsoft\Windows\CurrentVersion\Run`;
    const registry: Registry = new Map([[logins, new Map([[appIdentity.id, exe]])]]);
    run('customUnInstall', registry, { ...english, isUpdated: '1' });
    expect(registry.get(logins)?.get(appIdentity.id)).toBe(exe);
  });
});

describe('the deb', () => {
  const mapped = [...read('electron-builder.yml').matchAll(/^ +- (build\/linux\/\S+)=(\S+)$/gm)];
  const files = new Map(mapped.map(([, from = '', to = '']) => [to, from]));

  function entries(target: string): ReadonlyMap<string, string> {
    const lines = read(files.get(target) ?? target).split('\n');
    return new Map(
      lines.flatMap((line) => {
        const at = line.indexOf('=');
        return at > 0 ? [[line.slice(0, at), line.slice(at + 1)] as const] : [];
      }),
    );
  }

  const kde = '/usr/share/kio/servicemenus/ferry-upload.desktop';
  const nemo = '/usr/share/nemo/actions/ferry-upload.nemo_action';

  it('brings the entries that file managers look for', () => {
    expect([...files.keys()]).toEqual([kde, nemo]);
    for (const from of files.values()) expect(existsSync(join(projectRoot, from))).toBe(true);
  });

  it.each([kde, nemo])('%s hands all chosen files and folders to one start', (target) => {
    const entry = entries(target);
    expect(entry.get('Exec')).toBe('ferry %F');
    expect(entry.get('Name')).toBe('Upload with Ferry');
    expect(entry.get('Name[zh_CN]')).toBe('用 Ferry 上传');
  });

  it('shows them for files as for folders', () => {
    const types = entries(kde).get('MimeType')?.split(';');
    // Every file's type descends from the first.
    expect(types).toEqual(['application/octet-stream', 'inode/directory', '']);
    expect(entries(kde).get('Actions')).toBe('upload;');
    expect(read(files.get(kde) ?? '')).toContain('[Desktop Action upload]');
    expect(entries(nemo).get('Extensions')).toBe('any;');
    expect(entries(nemo).get('Selection')).toBe('notnone');
    expect(entries(nemo).get('Quote')).toBe('double');
  });

  it('installs a command of that name', () => {
    expect(read('electron-builder.yml')).toMatch(/^ +executableName: ferry$/m);
  });
});

it('macOS lets files and folders be dropped on the dock, and opens none by a double click', () => {
  const settings = read('electron-builder.yml');
  expect(settings).toMatch(/LSItemContentTypes: \[public\.data, public\.folder\]/);
  expect(settings).toMatch(/LSHandlerRank: None/);
  expect(settings).toMatch(/^ +schemes: \[ferry\]$/m);
});
