import type { BoundDomain } from '../../../shared/account/diagnosis.ts';
import type { LinkedObject } from '../../../shared/account/object-links.ts';
import { TransferError } from '../../../shared/errors.ts';
import type { RequestContext } from '../../engine/ports/object-store.ts';
import type { AccountClients } from '../ali-oss/account-clients.ts';
import { readOssSetting } from '../ali-oss/undocumented-calls.ts';
import type { BucketSettingsReader, BucketTarget } from '../requests/bucket-settings.ts';
import { createCallOss } from '../requests/call-oss.ts';
import { elementText } from '../responses/xml-screen.ts';
import type { Credentials } from '../../engine/ports/credentials.ts';

/** The facts of a bucket that decide about links to its objects. */
export interface LinkFacts {
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
export function linkFactsReader(
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
export function objectAclReader(clients: AccountClients, credentials: Credentials) {
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
