import { engineOf, type DesktopFerry } from '../start/ferry.ts';
import type { PreferencesFile } from '../start/preferences-file.ts';
import type { SecretVault } from './secret-vault.ts';

/** When the user allows a plain file for keys, stores the keys that were only in memory. */
export function keepSecretsOnceAllowed(
  preferences: PreferencesFile,
  ferry: DesktopFerry,
  vault: SecretVault,
): void {
  let allowed = preferences.current().allowPlainSecrets;
  preferences.onChange(({ allowPlainSecrets }) => {
    const justAllowed = allowPlainSecrets && !allowed;
    allowed = allowPlainSecrets;
    if (justAllowed) void saveHeldKeys(ferry, vault).catch(() => undefined);
  });
}

async function saveHeldKeys(ferry: DesktopFerry, vault: SecretVault): Promise<void> {
  for (const { id } of await (await engineOf(ferry)).accounts()) {
    if ((await vault.state(id)) !== 'in-memory') continue;
    await vault.save(id, await vault.current(id));
  }
}
