import path from 'node:path';
import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { TransferError } from '../../../shared/errors.ts';
import type { Account } from '../../../shared/transfer.ts';
import { assemble } from '../../assembly.ts';
import { keyDigest } from '../../control/contract.ts';
import { serveControl } from '../../control/server.ts';
import { knownQueuesFolder } from '../../known-queues.ts';
import type { Credentials } from '../../engine/ports/credentials.ts';
import { createAccountCredentials } from '../../oss/credential-sources.ts';
import { ownVersion } from '../arguments/program.ts';
import type { ProcessEnvironment, CliFerry, OpenFerry } from '../run/world.ts';

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

/** Half of the young generation: from here on it no longer grows. Bytes. */
const youngEnough = 4 * 1024 * 1024;

let watched = false;

/**
 * Keeps the heaps of this process small. V8 sizes them by the memory of the computer: its young
 * generation grows to more than 100 MiB in a queue whose rows live for a moment. The first call
 * counts, the others have no effect.
 *
 * For the command line only. Node warns of flags that change while V8 runs
 * (https://nodejs.org/api/v8.html#v8setflagsfromstringflags); these two are read at each
 * collection. Electron's V8 belongs to Chromium, which may refuse them.
 */
export function keepHeapSmall(): void {
  if (watched) return;
  watched = true;
  // A collection of everything when the old generation is half as large again as what it holds.
  setFlagsFromString('--heap-growing-percent=50');
  // The largest size is fixed before any script runs; whether the next step is taken is not.
  const observer = new PerformanceObserver(() => {
    if (youngCapacity() < youngEnough) return;
    observer.disconnect();
    setFlagsFromString('--semi-space-growth-factor=1');
  });
  observer.observe({ entryTypes: ['gc'] });
}

function youngCapacity(): number {
  const young = getHeapSpaceStatistics().find((space) => space.space_name === 'new_space');
  return young === undefined ? 0 : young.space_used_size + young.space_available_size;
}
