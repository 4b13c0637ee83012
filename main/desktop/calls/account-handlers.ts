import { randomUUID } from 'node:crypto';
import { type Account, dataAddressOf, sandboxAccountId } from '../../../shared/transfer.ts';
import type { Diagnosis } from '../../../shared/account/diagnosis.ts';
import { TransferError } from '../../../shared/errors.ts';
import type { FerryContract } from '../../../shared/ipc/contract.ts';
import type { Handlers, Notifiers } from '../../../shared/ipc/define.ts';
import type { AccountView } from '../../../shared/ipc/views.ts';
import { uploadPolicy } from '../../../shared/upload/ram-policy.ts';
import { isFinal, type StateName, stateNames } from '../../../shared/transfer-state.ts';
import { accountKeysMayGoTo, credentialSet, TrialUploads, underTrial } from './try-account.ts';
import { type DesktopFerry, engineOf } from '../start/ferry.ts';
import type { PreferencesFile } from '../start/private-files.ts';
import type { SecretVault } from '../start/secret-vault.ts';
import type { BatchSummary } from '../../engine/ports/transfer-queries.ts';

type AccountHandlers = Handlers<FerryContract>['accounts'];
type AccountInput = Parameters<AccountHandlers['save']>[0];

const unfinishedStates = stateNames.filter((name) => !isFinal(name));
/** A page size above any real number of batches. */
const allBatches = 1_000_000;

interface AccountHandlersOptions {
  readonly ferry: DesktopFerry;
  readonly vault: SecretVault;
  readonly preferences: PreferencesFile;
  readonly notify: Notifiers<FerryContract>['accounts'];
}

export function accountHandlers(options: AccountHandlersOptions): AccountHandlers {
  const { ferry, vault, preferences, notify } = options;
  const trials = new TrialUploads();

  async function list(): Promise<readonly AccountView[]> {
    const accounts = await (await engineOf(ferry)).accounts();
    return await Promise.all(accounts.map((account) => view(account, vault)));
  }

  async function lookUp(id: string): Promise<Account | undefined> {
    return (await (await engineOf(ferry)).accounts()).find((account) => account.id === id);
  }

  async function find(id: string): Promise<Account> {
    const found = await lookUp(id);
    if (found !== undefined) return found;
    throw unknown();
  }

  async function unfinished(id: string): Promise<number> {
    const { queries } = await engineOf(ferry);
    return unfinishedTransfers(await queries.batches(allBatches, unfinishedStates), id);
  }

  /**
   * The account of a form. A compromised page must not send keys that it cannot read to a server of
   * its choice. A removed account keeps its id while uploads wait for it, but needs newly typed
   * keys.
   *
   * @throws TransferError `credentials-missing`
   */
  async function accountOf(input: AccountInput): Promise<Account> {
    const { id } = input;
    const known = id === undefined ? undefined : await lookUp(id);
    if (id !== undefined && known === undefined && (await unfinished(id)) === 0) throw unknown();
    if (input.secrets === undefined && !(known !== undefined && mayKeepKeys(input, known))) {
      throw new TransferError({
        code: 'credentials-missing',
        detail: 'The stored keys are for another server.',
      });
    }
    return accountFrom(input, known);
  }

  async function store(account: Account, input: Pick<AccountInput, 'secrets'>): Promise<void> {
    const engine = await engineOf(ferry);
    const { secrets } = input;
    const isNew = secrets !== undefined && (await lookUp(account.id)) === undefined;
    // A new account without its keys would be there twice after the next try of the form.
    if (isNew) await vault.save(account.id, credentialSet(secrets));
    await engine.saveAccount(account).catch(async (thrown: unknown) => {
      if (isNew) await vault.remove(account.id).catch(() => undefined);
      throw thrown;
    });
    if (!isNew && secrets !== undefined) await vault.save(account.id, credentialSet(secrets));
    await trials.handOver(account, input.secrets?.accessKeyId, engine);
    await engine.unblock(account.id);
    notify.changed(await list());
  }

  return {
    list,
    async save(input) {
      const account = await accountOf(input);
      await store(account, input);
      return await view(account, vault);
    },
    async remove(id) {
      await vault.remove(id);
      await (await ferry.ready).removeAccount(id);
      const { destinations, currentDestination } = preferences.current();
      const left = destinations.filter((one) => one.accountId !== id);
      const stays = left.some((one) => one.id === currentDestination);
      // No other destination becomes the target: the next upload asks.
      await preferences.change({
        destinations: left,
        currentDestination: stays ? currentDestination : null,
      });
      notify.changed(await list());
    },
    unfinished,
    async diagnose({ account: input, bucket, prefix, withSpeed }) {
      const queue = await ferry.ready;
      const account = await accountOf(input);
      const destination = bucket === '' ? undefined : { bucket, prefix };
      const { endpoint } = account;
      const accessKeyId = input.secrets?.accessKeyId;
      const found: Diagnosis[] = [];
      await underTrial(vault, account, input.secrets, (trial) =>
        queue.diagnose(trial, destination, withSpeed, (diagnosis) => {
          found.push(diagnosis);
          const { leftBehind } = diagnosis;
          if (leftBehind !== undefined) trials.note({ endpoint, accessKeyId }, leftBehind);
          notify.diagnosed(diagnosis);
        }),
      );
      const isStored = input.secrets === undefined && (await lookUp(account.id)) !== undefined;
      if (isStored) await trials.handOver(account, accessKeyId, queue.engine);
      return found;
    },
    async useAddress({ accountId, bucket, endpoint }) {
      const queue = await ferry.ready;
      const account = await find(accountId);
      const inUse = dataAddressOf(account, bucket);
      const others = (await queue.addressesOf(account, bucket)).filter(
        (one) => one.endpoint !== inUse.endpoint,
      );
      const chosen = others.find((one) =>
        endpoint === undefined ? one.addressing === 'custom-domain' : one.endpoint === endpoint,
      );
      if (chosen === undefined) return null;
      const dataAddresses = { ...account.dataAddresses, [bucket]: chosen };
      const changed = { ...account, dataAddresses };
      await store(changed, {});
      return await view(changed, vault);
    },
    buckets: async (id) => await (await ferry.ready).listBuckets(await find(id)),
    async bucketsWith(input) {
      const queue = await ferry.ready;
      return await underTrial(vault, await accountOf(input), input.secrets, (trial) =>
        queue.listBuckets(trial),
      );
    },
    prefixes: async (destination) => await (await ferry.ready).listPrefixes(destination),
    policy: (destination) => Promise.resolve(uploadPolicy(destination)),
    async openSandbox() {
      const { account, bucket, accessKeyId, accessKeySecret } = await (
        await ferry.ready
      ).openSandbox();
      await store(account, { secrets: { accessKeyId, accessKeySecret } });
      const { destinations, currentDestination } = preferences.current();
      const destination = {
        id: account.id,
        accountId: account.id,
        bucket,
        prefix: '',
        conflictPolicy: 'ask' as const,
        options: { keepTimes: true },
        hue: 'slate' as const,
      };
      const isKnown = destinations.some((one) => one.id === account.id);
      await preferences.change({
        destinations: isKnown ? destinations : [...destinations, destination],
        currentDestination: currentDestination ?? destination.id,
      });
      return await view(account, vault);
    },
    unblock: async (id) => {
      await (await engineOf(ferry)).unblock(id);
    },
  };
}

function unknown(): TransferError {
  return new TransferError({ code: 'credentials-missing', detail: 'There is no such account.' });
}

async function view(account: Account, vault: SecretVault): Promise<AccountView> {
  const { id, name, endpoint, region, addressing, dataAddresses } = account;
  const hint = await vault.hint(id);
  return {
    id,
    name,
    endpoint,
    region,
    addressing,
    ...(dataAddresses !== undefined && { dataAddresses }),
    sandbox: id === sandboxAccountId,
    secrets: await vault.state(id),
    ...(hint !== undefined && { keyHint: hint }),
  };
}

/** Whether the stored keys may go to every address that the form names. */
function mayKeepKeys(input: AccountInput, known: Account): boolean {
  const { endpoint, dataAddresses = {} } = input;
  const addresses = Object.entries(dataAddresses);
  return (
    accountKeysMayGoTo(endpoint, known) &&
    addresses.every(
      ([bucket, address]) =>
        accountKeysMayGoTo(address.endpoint, known) ||
        accountKeysMayGoTo(address.endpoint, dataAddressOf(known, bucket)),
    )
  );
}

function accountFrom(input: AccountInput, known: Account | undefined): Account {
  const { id = randomUUID(), name, endpoint, region, addressing } = input;
  const { dataAddresses = known?.dataAddresses } = input;
  return {
    ...{ id, name, endpoint, region, addressing, credentials: { kind: 'keychain' } },
    ...(dataAddresses !== undefined && { dataAddresses }),
  };
}

/** The number of transfers of an account that are not final. */
export function unfinishedTransfers(batches: readonly BatchSummary[], accountId: string): number {
  return batches
    .filter(({ destination }) => destination.accountId === accountId)
    .flatMap(({ counters }) => Object.entries(counters.states))
    .filter(([name]) => !isFinal(name as StateName))
    .reduce((sum, [, { files }]) => sum + files, 0);
}
