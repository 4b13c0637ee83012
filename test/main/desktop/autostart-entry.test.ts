import { join } from 'node:path';
import { expect, it } from 'vitest';
import { autostartEntry, autostartPath } from '../../../main/desktop/autostart-entry.ts';

it('lies where the session looks', () => {
  const path = autostartPath({ XDG_CONFIG_HOME: '/config' });
  expect(path).toBe(join('/config', 'autostart', 'ferry.desktop'));
});

it('quotes what has a meaning of its own', () => {
  const entry = autostartEntry(['/opt/My "Apps"/100% $HOME\\ferry', '--hidden']);
  expect(entry.split('\n')).toContain(
    String.raw`Exec="/opt/My \\"Apps\\"/100%% \\$HOME\\\\ferry" "--hidden"`,
  );
});
