import { onScopeDispose, ref, shallowRef } from 'vue';
import type { Diagnosis } from '../../shared/account/diagnosis.ts';
import { toErrorRecord } from '../../shared/errors.ts';
import { useClient } from '../bridge.ts';
import { tidyPrefix, type AccountForm } from '../model/forms/account-form.ts';
import type { AccountInput } from '../stores/accounts.ts';

/** Runs the checks of the account in the form, and shows each result as it arrives. */
export function useDiagnosis(form: AccountForm, input: () => AccountInput) {
  const found = shallowRef<readonly Diagnosis[]>([]);
  const running = ref(false);
  const stop = useClient().on.accounts.diagnosed((diagnosis) => {
    if (running.value) found.value = [...found.value, diagnosis];
  });
  onScopeDispose(stop);

  async function run(): Promise<void> {
    if (running.value) return;
    running.value = true;
    found.value = [];
    try {
      const { bucket, prefix } = form;
      const question = { account: input(), bucket, prefix: tidyPrefix(prefix) };
      found.value = await useClient().call.accounts.diagnose(question);
    } catch (thrown) {
      const error = toErrorRecord(thrown);
      found.value = [{ check: 'signature', outcome: 'failed', error }];
    }
    running.value = false;
  }

  return { found, running, run };
}
