import { describe, expect, it } from 'vitest';
import {
  accountHandlers,
  unfinishedTransfers,
} from '../../../../main/desktop/calls/account-handlers.ts';
import type { BatchSummary } from '../../../../main/engine/ports/transfer-queries.ts';
import { TransferError } from '../../../../shared/errors.ts';
import type { Account } from '../../../../shared/transfer.ts';
import { sampleBatch, sampleCounters } from '../sample-transfers.ts';
import type { StateName } from '../../../../shared/transfer-state.ts';

type Options = Parameters<typeof accountHandlers>[0];

/** Handlers on accounts and batches in memory, without anything that they do not use here. */
function handlersOn(
  batches: readonly BatchSummary[],
  given: {
    queue?: object;
    preferences?: object;
    ferry?: object;
    saveKeys?: () => Promise<never>;
  } = {},
) {
  const { queue, saveKeys: _saveKeys, ...more } = given;
  const cleanups: unknown[] = [];
  const steps: string[] = [];
  const accounts = new Map<string, Account>();
  const unblocked: string[] = [];
  const engine = {
    accounts: () => Promise.resolve([...accounts.values()]),
    saveAccount: (account: Account) => Promise.resolve(void accounts.set(account.id, account)),
    unblock: (id: string) => Promise.resolve(void unblocked.push(id)),
    abortLater: (...upload: readonly unknown[]) => {
      cleanups.push(upload);
      steps.push('abort');
      return Promise.resolve();
    },
    queries: { batches: () => Promise.resolve(batches) },
  };
  const vault = {
    save: given.saveKeys ?? (() => Promise.resolve(void steps.push('keys'))),
    remove: () => Promise.resolve(void steps.push('keys removed')),
    state: () => Promise.resolve('stored'),
    hint: () => Promise.resolve(undefined),
    current: () => Promise.resolve(typed.secrets),
    lend: () => undefined,
    takeBack: () => undefined,
  };
  const options = {
    ferry: { ready: Promise.resolve({ engine, removeAccount: () => Promise.resolve(), ...queue }) },
    vault,
    preferences: {},
    notify: { changed: () => undefined, diagnosed: () => undefined },
    ...more,
  };
  return {
    accounts,
    unblocked,
    cleanups,
    steps,
    engine,
    handlers: accountHandlers(options as unknown as Options),
  };
}

const waiting = sampleBatch({
  destination: { accountId: 'removed', bucket: 'bucket', prefix: '' },
  counters: sampleCounters({ waiting: { files: 3, bytes: 1 } }),
});
const typed = {
  name: 'Studio',
  endpoint: 'https://oss-cn-hangzhou.aliyuncs.com',
  region: 'cn-hangzhou',
  addressing: 'virtual-host' as const,
  secrets: { accessKeyId: 'id', accessKeySecret: 'secret' },
};

it('a new account whose keys cannot be stored is not saved without them', async () => {
  const saveKeys = () => Promise.reject(new TransferError({ code: 'disk-full' }));
  const { accounts, handlers } = handlersOn([], { saveKeys });
  await expect(handlers.save(typed)).rejects.toMatchObject({ code: 'disk-full' });
  expect(accounts.size).toBe(0);
});

it('the keys of a new account that cannot be saved are not kept', async () => {
  const { handlers, steps, engine } = handlersOn([]);
  engine.saveAccount = () => Promise.reject(new TransferError({ code: 'disk-full' }));
  await expect(handlers.save(typed)).rejects.toMatchObject({ code: 'disk-full' });
  expect(steps).toEqual(['keys', 'keys removed']);
});

describe('an account that is removed', () => {
  const destination = (id: string, accountId: string) => ({ id, accountId, bucket: 'b' });
  const destinations = [destination('kept', 'other'), destination('gone', 'studio')];

  it.each([
    ['gone', null],
    ['kept', 'kept'],
  ])('row 80: with the target %s leaves the target %s', async (currentDestination, left) => {
    const changes: unknown[] = [];
    const preferences = {
      current: () => ({ destinations, currentDestination }),
      change: (change: unknown) => Promise.resolve(changes.push(change)),
    };
    const { handlers } = handlersOn([], { preferences });
    await handlers.remove('studio');
    const [kept] = destinations;
    expect(changes).toEqual([{ destinations: [kept], currentDestination: left }]);
  });
});

describe('the address of a bucket', () => {
  const { secrets: _secrets, ...withoutKeys } = typed;
  const domain = { endpoint: 'https://files.example.com', addressing: 'custom-domain' as const };
  const internal = {
    endpoint: 'https://oss-cn-hangzhou-internal.aliyuncs.com',
    addressing: 'virtual-host' as const,
  };

  it('needs the keys again when it is a server that did not get them', async () => {
    const { accounts, handlers } = handlersOn([]);
    const { id } = await handlers.save(typed);
    const missing = { record: { code: 'credentials-missing' } };
    const change = (dataAddresses: Record<string, typeof domain | typeof internal>) =>
      handlers.save({ ...withoutKeys, id, dataAddresses });
    await expect(change({ photos: domain })).rejects.toMatchObject(missing);
    await change({ photos: internal });
    await handlers.save({ ...typed, id, dataAddresses: { photos: domain } });
    // Known by now, but only for its bucket.
    expect((await change({ photos: domain })).dataAddresses).toEqual({ photos: domain });
    await expect(change({ films: domain })).rejects.toMatchObject(missing);
    await handlers.save({ ...withoutKeys, id });
    expect(accounts.get(id)?.dataAddresses).toEqual({ photos: domain });
  });
});

describe('an address that OSS names', () => {
  const named = { endpoint: 'https://files.example.com', addressing: 'custom-domain' as const };
  const fast = {
    endpoint: 'https://oss-accelerate.aliyuncs.com',
    addressing: 'virtual-host' as const,
  };

  async function connected() {
    const addressesOf = () => Promise.resolve([fast, named]);
    const opened = handlersOn([], { queue: { addressesOf } });
    const { id } = await opened.handlers.save(typed);
    return { ...opened, accountId: id };
  }

  it('is taken with the stored keys: the bound domain, or the one that was measured', async () => {
    const { accounts, unblocked, handlers, accountId } = await connected();
    const bucket = 'photos';
    await handlers.useAddress({ accountId, bucket });
    expect(accounts.get(accountId)?.dataAddresses).toEqual({ photos: named });
    expect(unblocked).toEqual([accountId, accountId]);
    await handlers.useAddress({ accountId, bucket, endpoint: fast.endpoint });
    expect(accounts.get(accountId)?.dataAddresses).toEqual({ photos: fast });
  });

  it('is no address that the page invents', async () => {
    const { accounts, handlers, accountId } = await connected();
    const invented = { accountId, bucket: 'photos', endpoint: 'https://evil.example.com' };
    expect(await handlers.useAddress(invented)).toBeNull();
    expect(accounts.get(accountId)).not.toHaveProperty('dataAddresses');
  });
});

describe('a trial upload that OSS did not let Ferry abort', () => {
  const leftBehind = { bucket: 'photos', key: 'in/.ferry-doctor-1', uploadId: 'T1' };
  const rights = { check: 'rights', outcome: 'found', facts: {}, leftBehind };
  const speed = {
    ...{ check: 'speed', outcome: 'failed', error: { code: 'access-denied' } },
    leftBehind: { ...leftBehind, uploadId: 'T2' },
  };
  const diagnose = (
    _account: Account,
    _place: object,
    _speed: boolean,
    report: (one: object) => void,
  ) => {
    report(rights);
    report(speed);
    return Promise.resolve();
  };

  it('goes on the list of clean-ups as soon as the account is saved', async () => {
    const { handlers, cleanups } = handlersOn([], { queue: { diagnose } });
    await handlers.diagnose({ account: typed, bucket: 'photos', prefix: 'in/', withSpeed: false });
    expect(cleanups).toEqual([]);
    const domain = { endpoint: 'https://files.example.com', addressing: 'custom-domain' as const };
    const { id } = await handlers.save({ ...typed, dataAddresses: { photos: domain } });
    const target = { accountId: id, bucket: 'photos', key: leftBehind.key };
    expect(cleanups).toEqual([
      [target, 'T1'],
      [target, 'T2'],
    ]);
    await handlers.save({ ...typed, id });
    expect(cleanups).toHaveLength(2);
  });

  it('does not go to an account with other keys, nor at another endpoint', async () => {
    const { handlers, cleanups } = handlersOn([], { queue: { diagnose } });
    await handlers.diagnose({ account: typed, bucket: 'photos', prefix: 'in/', withSpeed: false });
    await handlers.save({ ...typed, secrets: { ...typed.secrets, accessKeyId: 'other' } });
    await handlers.save({ ...typed, endpoint: 'https://oss-cn-beijing.aliyuncs.com' });
    expect(cleanups).toEqual([]);
  });

  it('is aborted with the keys of the account, which are stored first', async () => {
    const { handlers, steps } = handlersOn([], { queue: { diagnose } });
    await handlers.diagnose({ account: typed, bucket: 'photos', prefix: 'in/', withSpeed: false });
    await handlers.save(typed);
    expect(steps).toEqual(['keys', 'abort', 'abort']);
  });

  it('goes there at once for an account that is connected', async () => {
    const { handlers, cleanups } = handlersOn([], { queue: { diagnose } });
    const { id } = await handlers.save(typed);
    const { secrets: _secrets, ...stored } = { ...typed, id };
    await handlers.diagnose({ account: stored, bucket: 'photos', prefix: 'in/', withSpeed: true });
    expect(cleanups).toMatchObject([
      [{ accountId: id }, 'T1'],
      [{ accountId: id }, 'T2'],
    ]);
  });
});

describe('an account that was removed', () => {
  it('is connected again under its id while uploads wait for it, and they go on', async () => {
    const { accounts, unblocked, handlers } = handlersOn([waiting]);
    expect(await handlers.unfinished('removed')).toBe(3);
    await handlers.save({ ...typed, id: 'removed' });
    expect([...accounts.keys()]).toEqual(['removed']);
    expect(unblocked).toEqual(['removed']);
  });

  it('does not come back without keys, nor when nothing waits for it', async () => {
    const { secrets: _secrets, ...withoutKeys } = typed;
    const { accounts, handlers } = handlersOn([waiting]);
    const missing = { record: { code: 'credentials-missing' } };
    await expect(handlers.save({ ...withoutKeys, id: 'removed' })).rejects.toMatchObject(missing);
    await expect(handlers.save({ ...typed, id: 'never-was' })).rejects.toMatchObject(missing);
    expect(accounts.size).toBe(0);
  });

  it('leaves the ids of new accounts to the main process', async () => {
    const { accounts, handlers } = handlersOn([waiting]);
    await handlers.save(typed);
    expect([...accounts.keys()]).not.toContain('removed');
    expect(accounts.size).toBe(1);
  });
});

describe('the sandbox', () => {
  const opened = {
    ...{ bucket: 'ferry-sandbox', accessKeyId: 'id', accessKeySecret: 'secret' },
    account: { ...typed, id: 'sandbox', credentials: { kind: 'keychain' as const } },
  };
  const engine = {
    accounts: () => Promise.resolve([]),
    saveAccount: () => Promise.resolve(),
    unblock: () => Promise.resolve(),
  };
  const ready = Promise.resolve({ engine, openSandbox: () => Promise.resolve(opened) });
  const named = { id: 'sandbox', accountId: 'sandbox', bucket: 'ferry-sandbox', name: 'Mine' };

  it.each([
    { before: [], current: null, after: 'sandbox' },
    { before: [named], current: null, after: 'sandbox' },
    { before: [named], current: 'kept', after: 'kept' },
  ])('keeps its place and the target: $after', async ({ before, current, after }) => {
    const changes: { destinations: readonly unknown[]; currentDestination: unknown }[] = [];
    const preferences = {
      current: () => ({ destinations: before, currentDestination: current }),
      change: (change: (typeof changes)[number]) => Promise.resolve(changes.push(change)),
    };
    const { handlers } = handlersOn([], { preferences, ferry: { ready } });
    await handlers.openSandbox(undefined);
    expect(changes).toHaveLength(1);
    expect(changes[0]?.currentDestination).toBe(after);
    if (before.length > 0) expect(changes[0]?.destinations).toEqual(before);
    else expect(changes[0]?.destinations).toMatchObject([{ id: 'sandbox', hue: 'slate' }]);
  });
});

function batch(accountId: string, ...states: StateName[]) {
  const two = { files: 2, bytes: 100 };
  const counters = sampleCounters(Object.fromEntries(states.map((state) => [state, two])));
  return sampleBatch({ destination: { accountId, bucket: 'bucket', prefix: '' }, counters });
}

it('counts what has not come to an end in all batches of the account', () => {
  const batches = [
    batch('a', 'queued', 'uploading', 'verifying', 'waiting', 'paused', 'done'),
    batch('b', 'queued'),
    batch('a', 'done', 'failed', 'skipped', 'cancelled'),
    batch('a', 'paused'),
  ];
  expect(unfinishedTransfers(batches, 'a')).toBe(12);
  expect(unfinishedTransfers(batches, 'b')).toBe(2);
  expect(unfinishedTransfers(batches, 'c')).toBe(0);
});
