import type { BoundDomain } from '../../shared/account/diagnosis.ts';
import {
  type LinkedObject,
  type LinkNote,
  type LinkWish,
  longestLinkLifetime,
  type ObjectLink,
} from '../../shared/account/object-links.ts';
import {
  type ErrorCode,
  errorClass,
  type ErrorClass,
  toErrorRecord,
  TransferError,
} from '../../shared/errors.ts';
import type { ServiceAddress } from '../../shared/transfer.ts';
import type { Credentials } from '../engine/ports/credentials.ts';
import type { RequestContext } from '../engine/ports/object-store.ts';
import {
  createAccountClients,
  type AccountClientsOptions,
  type AccountClients,
} from './ali-oss/account-clients.ts';
import { createLinkSigner } from './ali-oss/sign-requests.ts';
import { readOssSetting } from './ali-oss/undocumented-calls.ts';
import { addressNotes, linkAddress, plainUrl } from './addresses.ts';
import { createObjectStore } from './object-store.ts';
import {
  createBucketSettings,
  type BucketSettingsReader,
  type BucketTarget,
} from './requests/account-browser.ts';
import { createCallOss } from './requests/call-oss.ts';
import { elementText } from './responses/xml-screen.ts';

/** Makes links to objects. Asks OSS once for each bucket and uses the answers for ten minutes. */
export interface LinkMaker {
  /**
   * The links in the order of the objects. A link without a signature leads to an object that is
   * public. A signed link never outlives temporary keys.
   *
   * @throws TransferError `credentials-*` or `options-invalid`
   */
  make(
    objects: readonly LinkedObject[],
    wish: LinkWish,
    context: RequestContext,
  ): Promise<readonly ObjectLink[]>;
}

interface LinkMakerOptions extends AccountClientsOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** OSS grants temporary keys for twelve hours at most, in seconds. */
const longestToken = 12 * 60 * 60;

/** The most objects of one call whose ACL Ferry asks for; the links to more are signed. */
const askedAtMost = 100;

/** The number of links that are made before other work gets its turn. */
const madeAtOnce = 500;

/** Errors that say nothing about the link, because OSS did not answer. */
const silence: readonly ErrorClass[] = ['offline', 'connection', 'busy', 'server', 'proxy'];

export function createLinkMaker(options: LinkMakerOptions): LinkMaker {
  const { now, transport, credentials } = options;
  const clients = createAccountClients(options);
  const settings = createBucketSettings({
    ...options,
    // These requests are the first that see the server's time.
    onClockCorrected: (accountId, offset) => {
      clients.correctClock(accountId, offset);
    },
  });
  const factsOf = linkFactsReader(settings, now);
  const aclOf = objectAclReader(clients, credentials);

  /** True when OSS gives the object to a client without keys. */
  async function isOpen(url: string, { signal, idleTimeout }: RequestContext): Promise<boolean> {
    const head = { method: 'HEAD', url, headers: {}, body: { kind: 'none' }, idleTimeout } as const;
    return await transport.send(head, { signal }).then(
      ({ status }) => status === 200,
      () => false,
    );
  }

  /** Why OSS refuses a signed request for the object through this address. */
  async function refusalOf(
    object: LinkedObject,
    address: ServiceAddress,
    context: RequestContext,
  ): Promise<ErrorCode | undefined> {
    const { bucket } = object;
    const account = await options.accounts(object.accountId);
    const through = { ...account, dataAddresses: { [bucket]: address } };
    const objects = createObjectStore({ ...options, accounts: () => through });
    try {
      return (await objects.head(object, context)) === undefined ? 'object-missing' : undefined;
    } catch (thrown) {
      const { code } = toErrorRecord(thrown);
      return silence.includes(errorClass(code)) ? undefined : code;
    }
  }

  async function openness(
    objects: readonly LinkedObject[],
    facts: LinkFacts,
    context: RequestContext,
  ): Promise<(object: LinkedObject) => boolean> {
    if (!facts.mayBePublic) return () => false;
    const unknown = objects.filter(({ acl }) => acl === undefined).slice(0, askedAtMost);
    const asked = new Map<LinkedObject, string | undefined>();
    for (const object of unknown) asked.set(object, await aclOf(object, context));
    return (object) => {
      const acl = object.acl ?? asked.get(object) ?? 'private';
      return acl === 'default' ? facts.isPublic : acl.startsWith('public');
    };
  }

  /** Everything that the links of one bucket share. */
  async function prepare(
    objects: readonly LinkedObject[],
    wish: LinkWish,
    context: RequestContext,
  ): Promise<(object: LinkedObject) => ObjectLink> {
    const [first] = objects;
    if (first === undefined) throw new Error('A group of links without an object');
    const { accountId, bucket } = first;
    const facts = await factsOf({ accountId, bucket }, context);
    const { account, credentials: keys, client } = await clients.session(accountId, bucket);
    const address = linkAddress(account, bucket, facts.domains, now());
    const plain = (object: LinkedObject) => plainUrl(address, bucket, object.key);

    const seemsPublic =
      wish.access === 'signed' ? () => false : await openness(objects, facts, context);
    // A policy of the account or of the bucket can forbid what the ACLs permit.
    const example = objects.find(seemsPublic);
    const opens = example !== undefined && (await isOpen(plain(example), context));
    const isPublic = (object: LinkedObject) => opens && seemsPublic(object);

    const begun = now() + (client.options.amendTimeSkewed ?? 0);
    const lifetime = lifetimeOf(wish, keys, now());
    const sign = createLinkSigner(keys, account.region.replace(/^oss-/, ''));
    const tried = objects.find((object) => !isPublic(object));
    const problem = tried && (await refusalOf(tried, address, context));
    const limits: readonly LinkNote[] = lifetime < wish.lifetime ? ['ends-with-token'] : [];
    return (object) => {
      const notes = addressNotes(address, object.key);
      const url = plain(object);
      if (isPublic(object)) return { url, notes };
      const query = sign({ bucket, key: object.key, now: begun, lifetime });
      return {
        url: `${url}?${query}`,
        expiresAt: now() + lifetime * 1000,
        notes: [...notes, ...limits],
        ...(problem !== undefined && { problem }),
      };
    };
  }

  return {
    async make(objects, wish, context) {
      const groups = Map.groupBy(objects, ({ accountId, bucket }) => `${accountId}\n${bucket}`);
      const makers = new Map<string, (object: LinkedObject) => ObjectLink>();
      for (const [name, group] of groups) makers.set(name, await prepare(group, wish, context));
      const links: ObjectLink[] = [];
      for (const object of objects) {
        const make = makers.get(`${object.accountId}\n${object.bucket}`);
        if (make !== undefined) links.push(make(object));
        if (links.length % madeAtOnce === 0) await new Promise(setImmediate);
      }
      return links;
    },
  };
}

/** Seconds. */
function lifetimeOf(
  wish: LinkWish,
  keys: { readonly securityToken?: string; readonly expiresAt?: number },
  now: number,
): number {
  const wanted = Math.min(wish.lifetime, longestLinkLifetime);
  if (keys.securityToken === undefined) return wanted;
  const left = keys.expiresAt === undefined ? longestToken : (keys.expiresAt - now) / 1000;
  return Math.max(1, Math.floor(Math.min(wanted, left)));
}

/** The facts of a bucket that decide about links to its objects. */
interface LinkFacts {
  readonly domains: readonly BoundDomain[];
  /** False when the bucket blocks public access, or when the keys may not read its settings. */
  readonly mayBePublic: boolean;
  /** The ACL of the bucket is public. */
  readonly isPublic: boolean;
}

/** Milliseconds for which Ferry relies on the facts of a bucket. */
const keptFor = 10 * 60 * 1000;

/**
 * Reads the facts of each bucket once, and again after ten minutes. A setting that the keys may not
 * read, or that OSS does not answer for, counts as absent; the next call asks for it again.
 */
function linkFactsReader(
  settings: BucketSettingsReader,
  now: () => number,
): (target: BucketTarget, context: RequestContext) => Promise<LinkFacts> {
  const kept = new Map<string, { readonly until: number; readonly facts: Promise<LinkFacts> }>();

  async function read(target: BucketTarget, context: RequestContext): Promise<LinkFacts> {
    const name = `${target.accountId}\n${target.bucket}`;
    const failures: unknown[] = [];
    const orUnknown = async <Value>(asked: Promise<Value>): Promise<Value | undefined> => {
      try {
        return await asked;
      } catch (thrown) {
        if (!isRefusal(thrown)) failures.push(thrown);
        return undefined;
      }
    };
    const [info, domains] = await Promise.all([
      orUnknown(settings.info(target, context)),
      orUnknown(settings.domains(target, context)),
    ]);
    if (failures.length > 0) kept.delete(name);
    return {
      domains: domains ?? [],
      mayBePublic: info?.blockPublicAccess === false,
      isPublic: info?.acl.startsWith('public') === true,
    };
  }

  return (target, context) => {
    const name = `${target.accountId}\n${target.bucket}`;
    const known = kept.get(name);
    if (known !== undefined && known.until > now()) return known.facts;
    const facts = read(target, context);
    kept.set(name, { until: now() + keptFor, facts });
    return facts;
  };
}

function isRefusal(thrown: unknown): boolean {
  return thrown instanceof TransferError && thrown.code === 'access-denied';
}

/** Reads the ACL of an object; `undefined` when OSS does not answer. */
function objectAclReader(clients: AccountClients, credentials: Credentials) {
  const call = createCallOss(clients, credentials);
  return async (
    { accountId, bucket, key }: LinkedObject,
    context: RequestContext,
  ): Promise<string | undefined> => {
    try {
      const target = { accountId, bucket, key, operation: 'GetObjectAcl' } as const;
      const { response } = await call(target, context, (client, tagged) =>
        readOssSetting(client, { bucket, key }, 'acl', tagged),
      );
      return elementText(response.body, 'Grant');
    } catch {
      return undefined;
    }
  };
}
