import { describe, expect, it } from 'vitest';
import { defaultSettings, type Settings } from '../../../../shared/settings.ts';
import type { CredentialSource } from '../../../../shared/transfer.ts';
import { useTestQueue } from '../operations-fixture.ts';
import { account } from '../sample-rows.ts';

const queue = useTestQueue();

const changed: Settings = {
  jobsAtOnce: 7,
  smallFilesAtOnce: 32,
  partsAtOnce: 20,
  partsPerFile: 8,
  bandwidthLimit: 10_000_000,
  partSize: 16 * 1024 * 1024,
  multipartThreshold: 0,
  retryBudget: 3,
  idleTimeout: 10_000,
  proxy: { mode: 'manual', url: 'http://proxy.local:8080' },
};

function store(name: string, value: string): void {
  queue.database.prepare('INSERT OR REPLACE INTO settings VALUES (?, ?)').run(name, value);
}

describe('settings', () => {
  it('are the defaults at first', () => {
    expect(queue.operations.settings()).toEqual(defaultSettings);
  });

  it.each([
    ['jobsAtOnce', '0'],
    ['partsAtOnce', '"many"'],
    ['partSize', 'null'],
    ['retryBudget', '{"a":'],
    ['idleTimeout', ''],
    ['bandwidthLimit', '-1'],
    ['proxy', '{"mode":"manual","url":"http://user:password@proxy"}'],
    ['proxy', '[]'],
  ] as const)('take the default of %s when %s is stored, and keep the others', (name, value) => {
    queue.operations.saveSettings(changed);
    store(name, value);
    expect(queue.operations.settings()).toEqual({ ...changed, [name]: defaultSettings[name] });
  });

  it('leave out what this version does not know', () => {
    store('theme', '"dark"');
    store('__proto__', '{"jobsAtOnce":64}');
    expect(queue.operations.settings()).toEqual(defaultSettings);
  });
});

describe('accounts', () => {
  it.each<CredentialSource>([
    { kind: 'environment' },
    { kind: 'profile', name: 'work' },
    { kind: 'keychain' },
  ])('come back with credentials from $kind', (credentials) => {
    queue.operations.saveAccount({ ...account, credentials });
    expect(queue.operations.account('work')).toEqual({ ...account, credentials });
  });

  it('come back with the addresses of their buckets, as saved last', () => {
    const domain = { endpoint: 'https://a.example.com', addressing: 'custom-domain' } as const;
    const own = { endpoint: 'https://oss.example.com', addressing: 'path' } as const;
    queue.operations.saveAccount({ ...account, dataAddresses: { photos: domain, films: own } });
    queue.operations.saveAccount({ ...account, id: 'other' });
    expect(queue.operations.account('work')?.dataAddresses).toEqual({ films: own, photos: domain });
    expect(queue.operations.account('other')).not.toHaveProperty('dataAddresses');
    queue.operations.saveAccount({ ...account, dataAddresses: { films: own } });
    expect(queue.operations.accounts()[0]?.dataAddresses).toEqual({ films: own });
    queue.operations.removeAccount('work');
    queue.operations.saveAccount(account);
    expect(queue.operations.account('work')).not.toHaveProperty('dataAddresses');
  });
});
