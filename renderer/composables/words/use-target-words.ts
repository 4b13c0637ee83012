import type { PlaceOptions } from '../../stores/next-options.ts';
import { useWords } from './use-words.ts';

/** The options of a place in words: what differs from the bucket's defaults. */
export function useTargetWords() {
  const { t } = useWords();

  function summary({ conflictPolicy, options }: PlaceOptions): string {
    const { storageClass, acl, serverSideEncryption, callback } = options;
    const differing = [
      ...(storageClass === undefined ? [] : [t(`upload.storage.${storageClass}`)]),
      ...(acl === undefined ? [] : [t(`upload.acls.${acl}`)]),
      ...(serverSideEncryption === undefined ? [] : [t('toolbar.encrypted')]),
      ...(callback === undefined ? [] : [t('toolbar.callback')]),
    ];
    const what = differing.length === 0 ? [t('toolbar.bucketDefaults')] : differing;
    return [...what, t(`toolbar.policy.${conflictPolicy}`)].join(' · ');
  }

  return { summary };
}
