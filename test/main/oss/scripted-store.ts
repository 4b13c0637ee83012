import { createObjectStore } from '../../../main/oss/object-store.ts';
import type { AccountClientsOptions } from '../../../main/oss/ali-oss/account-clients.ts';
import type { ObjectStore } from '../../../main/engine/ports/object-store.ts';
import { TransferError, type ErrorRecord } from '../../../shared/errors.ts';
import { fixedCredentials, someAccount } from '../../helpers/oss-account.ts';
import {
  createScriptedTransport,
  type ScriptedTransport,
} from '../../helpers/doubles/scripted-transport.ts';

/** A store whose requests the test answers. */
export function scriptedStore(change: Partial<AccountClientsOptions> = {}): {
  store: ObjectStore;
  transport: ScriptedTransport;
} {
  const transport = createScriptedTransport();
  const store = createObjectStore({
    accounts: () => someAccount,
    credentials: fixedCredentials(),
    transport,
    ...change,
  });
  return { store, transport };
}

/** The record that a call is rejected with. */
export async function rejectionOf(call: Promise<unknown>): Promise<ErrorRecord> {
  try {
    await call;
  } catch (thrown) {
    if (thrown instanceof TransferError) return thrown.record;
    throw thrown;
  }
  throw new Error('The call was not rejected.');
}
