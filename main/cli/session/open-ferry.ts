import path from 'node:path';
import { assemble } from '../../assembly.ts';
import { keyDigest } from '../../control/contract.ts';
import { serveControl } from '../../control/server.ts';
import { knownQueuesFolder } from '../../data-folder.ts';
import { createAccountCredentials } from '../../oss/credential-sources.ts';
import { TransferError } from '../../../shared/errors.ts';
import type { Account } from '../../../shared/transfer.ts';
import type { Credentials } from '../../engine/ports/credentials.ts';
import { ownVersion } from '../arguments/program.ts';
import type { ProcessEnvironment, CliFerry, OpenFerry } from '../run/world.ts';
import { keepHeapSmall } from './heap-size.ts';

/**
 * The accounts of the desktop app keep their keys in its keychain, which the command line cannot
 * read.
 */
const noKeychain: Credentials = {
  current: () => Promise.reject(keychainError()),
  renew: () => Promise.reject(keychainError()),
  onChanged: () => () => undefined,
};

function keychainError(): TransferError {
  const detail = "The account's keys are in the keychain of the desktop app.";
  return new TransferError({ code: 'credentials-missing', detail });
}

/** The keys of the environment or of a profile. */
export function keysFor(
  environment: ProcessEnvironment,
  accounts: (accountId: string) => Promise<Account>,
): Credentials {
  return createAccountCredentials(accounts, environment, noKeychain);
}

/**
 * Opens the engine with keys and proxy from the environment or a profile. The engine serves other
 * commands on the same queue while it is open. A run with only clean-ups does not serve them,
 * because it ends soon.
 */
export async function openFerry(options: OpenFerry): Promise<CliFerry> {
  const { environment, databaseFile, settings, log, cleanUpsOnly } = options;
  const spoolFolder = path.join(path.dirname(databaseFile), 'spool');
  keepHeapSmall();
  const assembly = await assemble({
    databaseFile,
    settings,
    credentials: (accounts) => keysFor(environment, accounts),
    environment,
    knownQueuesFolder: knownQueuesFolder(),
    sendsAtOnce: true,
    ...(log === undefined ? {} : { log }),
    ...(cleanUpsOnly === undefined ? {} : { cleanUpsOnly }),
  });
  const { engine, store } = assembly;
  const control =
    cleanUpsOnly === true
      ? undefined
      : await serveControl(databaseFile, {
          engine,
          store: () => assembly.store,
          spoolFolder,
          version: ownVersion(),
          environmentKeys: (nonce) => keyDigest(environment['OSS_ACCESS_KEY_ID'], nonce),
          monotonic: () => performance.now(),
        });
  if (control?.listening === false) log?.write('warning', { event: 'control-unavailable' });
  return {
    joined: false,
    spoolFolder,
    handedOver: control?.handedOver ?? new Set(),
    store,
    engine: {
      ...engine,
      setLimit: (bandwidthLimit) => engine.changeSettings({ bandwidthLimit }),
      async settled() {
        for (;;) {
          const settled = await engine.settled();
          // Publishes the end to waiting commands before this engine stops.
          if ((await control?.answered()) !== true) return settled;
        }
      },
      async stop() {
        // A waiting command must not take the end of this engine for its response.
        await control?.close();
        await engine.stop();
      },
    },
    async close() {
      await control?.close();
      await assembly.close();
    },
  };
}
