import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { autostartEntry, autostartPath } from '../../../../main/desktop/system/autostart-entry.ts';

it('lies where the session looks', () => {
  const path = autostartPath({ XDG_CONFIG_HOME: '/config' });
  expect(path).toBe(join('/config', 'autostart', 'ferry.desktop'));
});

it.each([{}, { XDG_CONFIG_HOME: '' }])('lies in the usual place with %j', (environment) => {
  const path = autostartPath(environment);
  expect(path).toBe(join(homedir(), '.config', 'autostart', 'ferry.desktop'));
});

it('is what a session can start', () => {
  const [header, ...lines] = autostartEntry(['/opt/Ferry/ferry', '--hidden']).split('\n');
  expect(header).toBe('[Desktop Entry]');
  expect(lines).toEqual(
    expect.arrayContaining(['Type=Application', 'Name=Ferry', 'TryExec=/opt/Ferry/ferry']),
  );
});

it('quotes what has a meaning of its own', () => {
  const entry = autostartEntry(['/opt/My "Apps"/100% $HOME\\ferry', '--hidden']);
  expect(entry.split('\n')).toContain(
    String.raw`Exec="/opt/My \\"Apps\\"/100%% \\$HOME\\\\ferry" "--hidden"`,
  );
});
