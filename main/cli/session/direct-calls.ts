import { compareIdentity } from '../../../shared/compare-identity.ts';
import type { Account, Transfer } from '../../../shared/transfer.ts';
import { TransferError } from '../../../shared/errors.ts';
import type { ObjectLink } from '../../../shared/account/object-links.ts';
import type { ProxySettings } from '../../../shared/settings.ts';
import { chooseProxy, createDoctor, diagnose } from '../../doctor/diagnose.ts';
import type { HandOverResult } from '../../engine/ports/transfer-store.ts';
import type { ObjectFacts } from '../../engine/ports/object-store.ts';
import type { SourceHandle } from '../../engine/ports/source-files.ts';
import { createLinkMaker } from '../../oss/link-maker.ts';
import { createObjectStore } from '../../oss/object-store.ts';
import { openSource } from '../../transfer/source/open-source.ts';
import { createTransport } from '../../transfer/workers/worker-pool.ts';
import type {
  CliDiagnosis,
  CliLinks,
  ObjectComparison,
  OpenObjectComparison,
  ProcessEnvironment,
} from '../run/world.ts';
import { keysFor } from './open-ferry.ts';

/** Milliseconds without a byte before a request ends. */
const idleTimeout = 15_000;

/** The keys and the proxy of the environment or of a profile, for calls without a queue. */
function openAccess(
  environment: ProcessEnvironment,
  account: Account,
  setting: ProxySettings = { mode: 'system' },
) {
  const accounts = () => Promise.resolve(account);
  const credentials = keysFor(environment, accounts);
  const proxy = chooseProxy(setting, environment, account.endpoint);
  const transport = createTransport();
  transport.setProxy(proxy);
  return { accounts, credentials, transport, proxy };
}

/** Runs the checks of an account. */
export async function diagnoseAccount(
  environment: ProcessEnvironment,
  { proxy: setting, ...options }: CliDiagnosis,
): Promise<void> {
  const { account } = options;
  const { accounts, transport, proxy } = openAccess(environment, account, setting);
  const credentials = () => keysFor(environment, accounts);
  try {
    await diagnose(createDoctor({ credentials, transport, proxy }), options);
  } finally {
    await transport.close();
  }
}

/** Makes links to objects. */
export async function makeLinks(
  environment: ProcessEnvironment,
  { account, objects, wish, signal, proxy }: CliLinks,
): Promise<readonly ObjectLink[]> {
  const { transport, ...access } = openAccess(environment, account, proxy);
  try {
    const maker = createLinkMaker({ ...access, transport, now: () => Date.now() });
    return await maker.make(objects, wish, { signal, idleTimeout });
  } finally {
    await transport.close();
  }
}

/** Compares files with objects, without a change of either. */
export function openObjectComparison(
  environment: ProcessEnvironment,
  { account, proxy }: OpenObjectComparison,
): Promise<ObjectComparison> {
  const { accounts, credentials, transport } = openAccess(environment, account, proxy);
  const objects = createObjectStore({ accounts, credentials, transport });
  return Promise.resolve({
    async compare(row, signal) {
      const { id, accountId, bucket, key } = row;
      const object = await objects.head({ accountId, bucket, key }, { signal, idleTimeout });
      if (object === undefined) return { id, found: 'missing' };
      const source = await openSource(row.source.path, transport);
      try {
        return await compareBytes(row, object, source, signal);
      } finally {
        await source.close();
      }
    },
    close: () => transport.close(),
  });
}

async function compareBytes(
  { id }: Transfer,
  { size, etag, crc64, requestId }: ObjectFacts,
  source: SourceHandle,
  signal: AbortSignal,
): Promise<HandOverResult> {
  const before = await source.identity();
  if (before.size !== size) {
    const detail = `The object has ${size} bytes, the file ${before.size}`;
    return { id, found: 'different', detail };
  }
  if (crc64 === undefined) {
    const detail = 'OSS gives no CRC-64 of the object';
    throw new TransferError({ code: 'not-comparable', detail });
  }
  const read = size === 0 ? '0' : await source.crc64(0, size, signal);
  if (compareIdentity(before, await source.identity()) === 'changed') {
    throw new TransferError({ code: 'source-changed' });
  }
  if (read === crc64) {
    return { id, found: 'arrived', size, result: { etag, crc64, requestId } };
  }
  const detail = `The object has the CRC-64 ${crc64}, the file ${read}`;
  return { id, found: 'different', detail };
}
