import type { ObjectLink } from '../../../shared/account/object-links.ts';
import { chooseProxy } from '../../doctor/create-doctor.ts';
import { createLinkMaker } from '../../oss/links/link-maker.ts';
import { createTransport } from '../../transfer/workers/worker-pool.ts';
import type { CliLinks, ProcessEnvironment } from '../run/world.ts';
import { keysFor } from './open-ferry.ts';

/** Milliseconds without a byte before a request ends. */
const idleTimeout = 15_000;

/** Makes links with the keys and the proxy of the environment or of a profile. */
export async function makeLinks(
  environment: ProcessEnvironment,
  { account, objects, wish, signal, proxy = { mode: 'system' } }: CliLinks,
): Promise<readonly ObjectLink[]> {
  const transport = createTransport();
  transport.setProxy(chooseProxy(proxy, environment, account.endpoint));
  const accounts = () => Promise.resolve(account);
  try {
    const credentials = keysFor(environment, accounts);
    const maker = createLinkMaker({ accounts, credentials, transport, now: () => Date.now() });
    return await maker.make(objects, wish, { signal, idleTimeout });
  } finally {
    await transport.close();
  }
}
