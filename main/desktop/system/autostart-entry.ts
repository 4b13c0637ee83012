import { homedir } from 'node:os';
import { join } from 'node:path';

/** https://specifications.freedesktop.org/autostart-spec/latest/ */
export function autostartPath(environment: NodeJS.ProcessEnv): string {
  const given = environment['XDG_CONFIG_HOME'];
  // An empty variable counts as unset.
  const configuration = given === undefined || given === '' ? join(homedir(), '.config') : given;
  return join(configuration, 'autostart', 'ferry.desktop');
}

/**
 * https://specifications.freedesktop.org/desktop-entry-spec/latest/exec-variables.html
 *
 * Quotes each word. Escapes special characters inside quotes twice, because the file format has its
 * own escaping.
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
    // After Ferry is removed, the session ignores the entry.
    `TryExec=${(words[0] ?? '').replaceAll('\\', '\\\\')}`,
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}
