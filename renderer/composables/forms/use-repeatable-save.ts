import type { AccountView } from '../../../shared/ipc/views.ts';
import type { Destination } from '../../../shared/transfer.ts';
import { type AccountInput, useAccountsStore } from '../../stores/accounts.ts';
import { useDestinationsStore } from '../../stores/destinations.ts';

/**
 * Saves the accounts and places of one form. When one of them fails, saving the form again changes
 * the accounts that were saved before, and adds only the places that are missing.
 */
export function useRepeatableSave() {
  const accounts = useAccountsStore();
  const destinations = useDestinationsStore();
  const ids = new Map<string, string>();

  /** @param name of the account within the form @throws TransferError */
  async function saveAccount(name: string, input: AccountInput): Promise<AccountView> {
    const id = ids.get(name) ?? input.id;
    const saved = await accounts.save({ ...input, ...(id !== undefined && { id }) });
    ids.set(name, saved.id);
    return saved;
  }

  /** @throws TransferError */
  async function savePlace(place: Destination): Promise<void> {
    if (destinations.savedAs(place) !== undefined) return;
    const id = crypto.randomUUID();
    await destinations.save({ ...place, id, conflictPolicy: 'ask', options: { keepTimes: true } });
  }

  return { saveAccount, savePlace };
}
