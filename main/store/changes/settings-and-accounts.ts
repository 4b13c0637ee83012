import type {
  Account,
  Addressing,
  CredentialSource,
  ServiceAddress,
} from '../../../shared/transfer.ts';
import { readSettings } from '../../../shared/settings.ts';
import { parseColumn } from '../operations/transfer-rows.ts';
import type { StoreOperations } from '../store-calls.ts';
import type { StoreContext } from '../operations/store-context.ts';

type SettingsOperations = Pick<
  StoreOperations,
  'settings' | 'saveSettings' | 'accounts' | 'account' | 'saveAccount' | 'removeAccount'
>;

interface AccountRow {
  readonly id: string;
  readonly name: string;
  readonly endpoint: string;
  readonly region: string;
  readonly addressing: Addressing;
  readonly credentialKind: string;
  readonly profile: string | null;
}

interface AddressRow extends ServiceAddress {
  readonly bucket: string;
}

const readAddresses = `
  SELECT bucket, endpoint, addressing FROM data_addresses WHERE account_id = ? ORDER BY bucket`;

const readAccounts = `
  SELECT id, name, endpoint, region, addressing, credential_kind AS credentialKind, profile
    FROM accounts`;

function readCredentials(row: AccountRow): CredentialSource {
  if (row.credentialKind === 'profile') return { kind: 'profile', name: row.profile ?? 'default' };
  return { kind: row.credentialKind === 'keychain' ? 'keychain' : 'environment' };
}

function toAccount(row: AccountRow, addresses: readonly AddressRow[]): Account {
  const { id, name, endpoint, region, addressing } = row;
  const account = { id, name, endpoint, region, addressing, credentials: readCredentials(row) };
  if (addresses.length === 0) return account;
  const dataAddresses = Object.fromEntries(
    addresses.map(({ bucket, ...address }) => [bucket, address]),
  );
  return { ...account, dataAddresses };
}

export function settingsOperations(context: StoreContext): SettingsOperations {
  const addressed = (row: AccountRow): Account =>
    toAccount(row, context.rows<AddressRow>(readAddresses, row.id));

  return {
    settings: () => {
      const rows = context.rows<{ name: string; value: string }>(
        'SELECT name, value FROM settings',
      );
      return readSettings(
        Object.fromEntries(rows.map((row) => [row.name, parseColumn(row.value)])),
      );
    },

    saveSettings: (settings) => {
      const save = 'INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)';
      for (const [name, value] of Object.entries(settings)) {
        context.run(save, name, JSON.stringify(value));
      }
    },

    accounts: () => context.rows<AccountRow>(`${readAccounts} ORDER BY rowid`).map(addressed),

    account: (id) => {
      const row = context.row(`${readAccounts} WHERE id = ?`, id) as AccountRow | undefined;
      return row === undefined ? undefined : addressed(row);
    },

    saveAccount: (account) => {
      const { credentials } = account;
      context.run(
        `INSERT INTO accounts
            (id, name, endpoint, region, addressing, credential_kind, profile)
          VALUES (?, ?, ?, ?, ?, ?, ?)
          ON CONFLICT (id) DO UPDATE
            SET name = excluded.name, endpoint = excluded.endpoint, region = excluded.region,
              addressing = excluded.addressing, credential_kind = excluded.credential_kind,
              profile = excluded.profile`,
        account.id,
        account.name,
        account.endpoint,
        account.region,
        account.addressing,
        credentials.kind,
        credentials.kind === 'profile' ? credentials.name : null,
      );
      context.run('DELETE FROM data_addresses WHERE account_id = ?', account.id);
      for (const [bucket, address] of Object.entries(account.dataAddresses ?? {})) {
        context.run(
          `INSERT INTO data_addresses (account_id, bucket, endpoint, addressing)
            VALUES (?, ?, ?, ?)`,
          account.id,
          bucket,
          address.endpoint,
          address.addressing,
        );
      }
    },

    removeAccount: (id) => {
      context.run('DELETE FROM accounts WHERE id = ?', id);
      context.run('DELETE FROM data_addresses WHERE account_id = ?', id);
    },
  };
}
