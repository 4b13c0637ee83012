import { homedir } from 'node:os';
import { join } from 'node:path';

/** https://specifications.freedesktop.org/autostart-spec/latest/ */
export function autostartPath(environment: NodeJS.ProcessEnv): string {
  const given = environment['XDG_CONFIG_HOME'];
  // An empty one counts as none.
  const configuration = given === undefined || given === '' ? join(homedir(), '.config') : given;
  return join(configuration, 'autostart', 'ferry.desktop');
}

/**
 * https://specifications.freedesktop.org/desktop-entry-spec/latest/exec-variables.html
 *
 * A word is quoted, and what stands for something inside quotes is escaped, twice because the file
 * has an escaping of its own.
 */
export function autostartEntry(words: readonly string[]): string {
  const quoted = words.map((word) => {
    const escaped = word.replace(/["`$\\]/g, String.raw`\$&`).replaceAll('%', '%%');
    return `"${escaped.replaceAll('\\', '\\\\')}"`;
  });
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Ferry',
    `Exec=${quoted.join(' ')}`,
    // After Ferry was removed the session leaves it out.
    `TryExec=${(words[0] ?? '').replaceAll('\\', '\\\\')}`,
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}
