import type { LinkedObject, LinkWish, ObjectLink } from '../../shared/account/object-links.ts';
import type { Batch } from '../../shared/transfer.ts';
import type { RequestContext } from '../engine/ports/object-store.ts';
import type { LinkMaker } from '../oss/links/link-maker.ts';

/** An object, and the batch that wrote it, if one did. */
export interface WrittenObject extends LinkedObject {
  /** Its options name the ACL of the object. */
  readonly batchId?: number;
}

/** Makes links to objects; reads the ACLs that Ferry itself gave them from their batches. */
export async function linksTo(
  maker: LinkMaker,
  batchOf: (id: number) => Promise<Batch | undefined>,
  objects: readonly WrittenObject[],
  wish: LinkWish,
  context: RequestContext,
): Promise<readonly ObjectLink[]> {
  const acls = new Map<number, LinkedObject['acl']>();
  for (const batchId of new Set(objects.map((one) => one.batchId))) {
    if (batchId === undefined) continue;
    const batch = await batchOf(batchId);
    if (batch !== undefined) acls.set(batchId, batch.options.acl ?? 'default');
  }
  const known = objects.map(({ batchId, ...object }): LinkedObject => {
    const acl = batchId === undefined ? undefined : acls.get(batchId);
    return acl === undefined ? object : { ...object, acl };
  });
  return await maker.make(known, wish, context);
}
