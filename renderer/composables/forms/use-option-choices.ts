import { computed } from 'vue';
import {
  conflictPolicies,
  encryptionAlgorithms,
  objectAcls,
  storageClasses,
} from '../../../shared/upload/upload-options.ts';
import { useWords } from '../words/use-words.ts';

/** The choices of the options of an upload, in the user's language, as `UiSelect` takes them. */
export function useOptionChoices() {
  const { t } = useWords();
  return {
    policies: computed(() =>
      conflictPolicies.map((value) => ({ value, label: t(`upload.policy.${value}`) })),
    ),
    storage: computed(() =>
      (['default', ...storageClasses] as const).map((value) => ({
        value,
        label: t(`upload.storage.${value}`),
      })),
    ),
    acls: computed(() =>
      (['bucket', ...objectAcls] as const).map((value) => ({
        value,
        label: t(`upload.acls.${value}`),
      })),
    ),
    encryptions: computed(() =>
      (['none', ...encryptionAlgorithms] as const).map((value) => ({
        value,
        label: t(`upload.encryptions.${value}`),
      })),
    ),
  };
}
