import { requireAction, ownerNamed, refuseV1, type Accounts, type Identity } from '../accounts.ts';
import { actionOf, checkAcl } from '../signing/access.ts';
import { checkCredentials } from '../signing/authenticate.ts';
import { blocksPublicAccess } from '../rules/bucket-settings.ts';
import type { OperationName } from '../rules/operation.ts';
import { OssError } from '../rules/oss-error.ts';
import type { BucketStorage } from '../storage/bucket-storage.ts';
import type { OssRequest } from './read-request.ts';

/**
 * Identifies the sender of a request.
 *
 * @throws OssError when a signature is present but invalid
 */
export function authenticate(
  { credentials, signed }: OssRequest,
  accounts: Accounts,
  server: { readonly region: string; readonly now: number },
): Identity {
  if (credentials.kind === 'anonymous') return { account: undefined };
  const account = accounts.find(credentials.accessKeyId);
  if (credentials.kind === 'v1') refuseV1(account);
  checkCredentials(credentials, signed, account, {
    ...server,
    hasToken: (token) => accounts.hasToken(token),
  });
  return { account };
}

/**
 * Checks the policy of an identity, then bucket and object ACL for every sender except the bucket
 * owner.
 *
 * @throws OssError AccessDenied
 */
export function authorize(
  identity: Identity,
  operation: OperationName,
  { bucket: bucketName, key }: OssRequest,
  bucket: BucketStorage | undefined,
): void {
  const { account } = identity;
  const resource = [bucketName, key].filter((part) => part !== undefined).join('/');
  requireAction(identity, actionOf(operation), resource);
  if (bucket === undefined) {
    if (account !== undefined) return;
    throw new OssError('AccessDenied', {
      message: 'Anonymous access is forbidden for this operation.',
      ec: '0003-00001201',
    });
  }
  if (account !== undefined && ownerNamed(account) === bucket.record.ownerId) return;
  const object = key === undefined ? undefined : bucket.object(key);
  if (blocksPublicAccess(bucket.record)) checkAcl(operation, 'private', 'private');
  else checkAcl(operation, bucket.record.acl, object?.acl);
}
