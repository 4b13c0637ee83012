import type { SavedDestination } from '../../../shared/preferences.ts';
import { useClient } from '../../bridge.ts';
import { linkWarning } from '../../model/link-warning.ts';
import { useNoticesStore } from '../../stores/notices.ts';

/** What can be done with an object in the bucket of a place; nothing of it changes the object. */
export function useObjectActs({
  accountId,
  bucket,
}: Pick<SavedDestination, 'accountId' | 'bucket'>) {
  const notices = useNoticesStore();

  /** Opens the object in the browser, through a link with a signature. */
  async function open(key: string): Promise<void> {
    await notices.attempt(() => useClient().call.bucket.open({ accountId, bucket, key }));
  }

  async function copyLink(key: string): Promise<void> {
    const copied = await notices.attempt(() =>
      useClient().call.bucket.copyLink({ accountId, bucket, key }),
    );
    if (copied === undefined) return;
    notices.say('notice.linksCopied', copied.count, linkWarning(copied, Date.now()));
  }

  return { open, copyLink };
}
