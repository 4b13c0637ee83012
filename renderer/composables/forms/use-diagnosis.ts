import { onScopeDispose, ref, shallowRef } from 'vue';
import type { Diagnosis } from '../../../shared/account/diagnosis.ts';
import { toErrorRecord } from '../../../shared/errors.ts';
import { type Client, useClient } from '../../bridge.ts';

export type DiagnosisQuestion = Parameters<Client['call']['accounts']['diagnose']>[0];

/** Runs the checks of an account and its places, and shows each result as it arrives. */
export function useDiagnosis() {
  const found = shallowRef<readonly Diagnosis[]>([]);
  const running = ref(false);
  /** False after a change of what was checked. */
  const fresh = ref(false);
  let following = false;
  const stop = useClient().on.accounts.diagnosed((diagnosis) => {
    if (following) found.value = [...found.value, diagnosis];
  });
  onScopeDispose(stop);

  async function ask(question: DiagnosisQuestion): Promise<readonly Diagnosis[]> {
    try {
      return await useClient().call.accounts.diagnose(question);
    } catch (thrown) {
      const error = toErrorRecord(thrown);
      return [{ check: 'signature', outcome: 'failed', error }];
    }
  }

  /** @param further places of which only the right to upload is checked */
  async function run(
    question: DiagnosisQuestion,
    further: readonly DiagnosisQuestion[] = [],
  ): Promise<void> {
    if (running.value) return;
    running.value = true;
    fresh.value = true;
    found.value = [];
    following = true;
    const first = await ask(question);
    following = false;
    found.value = first;
    for (const one of further) {
      const rights = (await ask(one)).findLast(({ outcome, check }) => {
        return outcome === 'failed' || check === 'rights';
      });
      if (rights !== undefined) found.value = [...found.value, { ...rights, host: one.bucket }];
    }
    running.value = false;
  }

  return { found, running, fresh, run };
}
