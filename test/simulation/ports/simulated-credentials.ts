import type { Credentials, CredentialSet } from '../../../main/engine/ports/credentials.ts';
import { TransferError } from '../../../shared/errors.ts';
import type { World } from '../world/world.ts';

/** Stands for every secret: it must turn up nowhere. */
export const canary = 'LTAI-canary-secret';

/** Tokens of accounts: which one each of them uses, and which ones OSS still takes. */
export class SimulatedCredentials implements Credentials {
  readonly #world: World;
  readonly #listeners = new Set<(accountId: string) => void>();
  readonly #serials = new Map<string, number>();
  readonly #renewals = new Map<string, Promise<CredentialSet>>();
  readonly #fetching = new Set<string>();
  /** Accounts whose provider has nothing newer now. */
  readonly exhausted = new Set<string>();

  constructor(world: World) {
    this.#world = world;
  }

  /** The process died. */
  forget(): void {
    this.#listeners.clear();
    this.#renewals.clear();
    this.#fetching.clear();
  }

  /** The user signed in again: there are new credentials without a request. */
  signIn(accountId: string): void {
    this.#world.note(`new credentials for ${accountId}`);
    this.#next(accountId);
    for (const listener of [...this.#listeners]) listener(accountId);
  }

  serial(accountId: string): number {
    return this.#serials.get(accountId) ?? 1;
  }

  readonly current: Credentials['current'] = (accountId) => Promise.resolve(this.#set(accountId));

  readonly renew: Credentials['renew'] = async (accountId, refused) => {
    const now = this.#set(accountId);
    if (now.securityToken !== refused.securityToken) return now;
    const underway = this.#renewals.get(accountId);
    if (underway !== undefined) return await underway;
    const { life } = this.#world;
    const renewal = this.fetchToken(accountId).finally(() => this.#renewals.delete(accountId));
    // A crash at the first step of it has forgotten what was underway.
    if (life.alive) this.#renewals.set(accountId, renewal);
    return await renewal;
  };

  readonly onChanged: Credentials['onChanged'] = (listener) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Asks the provider, which hands out each token once. */
  async fetchToken(accountId: string): Promise<CredentialSet> {
    const { life, random } = this.#world;
    this.#world.step(`renew ${accountId}`);
    if (!life.alive) return await new Promise(() => undefined);
    if (this.#fetching.has(accountId)) {
      this.#world.violate(8, `the token of ${accountId} is renewed twice at the same time`);
    }
    this.#fetching.add(accountId);
    await life.clock().sleep(random.next() * 500);
    this.#fetching.delete(accountId);
    if (this.exhausted.has(accountId)) throw new TransferError({ code: 'credentials-expired' });
    this.#next(accountId);
    return this.#set(accountId);
  }

  #next(accountId: string): void {
    this.#serials.set(accountId, this.serial(accountId) + 1);
  }

  #set(accountId: string): CredentialSet {
    const securityToken = `${canary}-${this.serial(accountId)}`;
    return { accessKeyId: canary, accessKeySecret: canary, securityToken };
  }
}
