import { computed, reactive, ref } from 'vue';
import { usualScan } from '../../../shared/upload/upload-options.ts';
import type { AddFilesRequest } from '../../bridge.ts';
import { conflictOf, targetForm, targetOf, targetProblems } from '../../model/forms/target-form.ts';
import { useAccountsStore } from '../../stores/accounts.ts';
import { useDestinationsStore } from '../../stores/destinations.ts';
import { useNextOptionsStore } from '../../stores/next-options.ts';
import { useWords } from '../words/use-words.ts';

/** The form of a target, filled from `start` or from the current destination. */
export function useTargetForm(start?: AddFilesRequest) {
  const accounts = useAccountsStore();
  const destinations = useDestinationsStore();
  const nextOptions = useNextOptionsStore();
  const { t } = useWords();

  const { target: current } = destinations;
  const fallback: AddFilesRequest = {
    destination: { accountId: accounts.accounts[0]?.id ?? '', bucket: '', prefix: '' },
    conflictPolicy: 'ask',
    options: { keepTimes: true },
    scanOptions: usualScan,
  };
  const begin = start ?? (current === undefined ? fallback : nextOptions.targetOf(current));
  const form = reactive(targetForm(begin));
  const tried = ref(false);

  const all = computed(() => targetProblems(form));
  const problems = computed(() => (tried.value ? all.value : {}));
  const conflict = computed(() => {
    const detail = tried.value ? conflictOf(targetOf(form).options) : undefined;
    return detail === undefined ? undefined : t('upload.invalid.options', { detail });
  });

  /** Returns a complete target; otherwise makes the form show its problems. */
  function finish(): AddFilesRequest | undefined {
    tried.value = true;
    const target = targetOf(form);
    const fine = Object.keys(all.value).length === 0 && conflictOf(target.options) === undefined;
    return fine ? target : undefined;
  }

  return { form, problems, conflict, finish };
}
