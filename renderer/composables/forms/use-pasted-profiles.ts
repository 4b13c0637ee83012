import { computed, reactive, ref, shallowReactive } from 'vue';
import type { BucketList } from '../../../shared/ipc/views.ts';
import { useClient } from '../../bridge.ts';
import {
  type AccountForm,
  accountForm,
  inputOf,
  problemsOf,
} from '../../model/forms/account-form.ts';
import { fillPasted } from '../../model/forms/fill-pasted.ts';
import type { PastedKeys } from '../../model/forms/pasted-keys.ts';
import { provesRight } from '../../model/forms/proven-right.ts';
import { useNoticesStore } from '../../stores/notices.ts';
import { useDiagnosis } from './use-diagnosis.ts';
import { useRepeatableSave } from './use-repeatable-save.ts';

/** `refused`: a check failed before any bucket mattered. */
type State = 'waiting' | 'refused' | 'needs-bucket' | 'unproven' | 'saved';

/** One profile of a pasted text: its own form, checks and result. */
function useProfile(keys: PastedKeys) {
  const form: AccountForm = reactive({ ...accountForm(), ...fillPasted(keys) });
  const diagnosis = useDiagnosis();
  const profile = shallowReactive<{ chosen: boolean; state: State }>({
    chosen: true,
    state: 'waiting',
  });
  const buckets = ref<BucketList['buckets']>([]);
  return { keys, form, diagnosis, profile, buckets, save: useRepeatableSave() };
}

export type PastedProfile = ReturnType<typeof useProfile>;

/** The profiles of one pasted text, which the user connects together. */
export function usePastedProfiles(found: readonly PastedKeys[]) {
  const notices = useNoticesStore();
  const profiles = found.map(useProfile);
  const running = ref(false);
  const chosen = computed(() =>
    profiles.filter(({ profile }) => profile.chosen && profile.state !== 'saved'),
  );

  /** Lists the buckets of the keys; a single bucket is the one that is meant. */
  async function findBucket({ form, buckets }: PastedProfile): Promise<void> {
    const listed = await useClient()
      .call.accounts.bucketsWith(inputOf(form))
      .catch(() => undefined);
    buckets.value = listed?.buckets ?? [];
    const [only, ...others] = buckets.value;
    if (only !== undefined && others.length === 0) form.bucket = only.name;
  }

  /** An account is saved only with a proof that its keys may upload. */
  async function connectOne(one: PastedProfile): Promise<void> {
    const { form, diagnosis, profile, buckets } = one;
    if (form.bucket === '') await findBucket(one);
    const region = buckets.value.find(({ name }) => name === form.bucket)?.region;
    if (region !== undefined && form.network !== 'custom') form.region = region;
    if (problemsOf(form, 'none').bucket !== undefined) {
      // The checks without a bucket still tell whether OSS accepts the keys.
      await diagnosis.run({ account: inputOf(form), bucket: '', prefix: '', withSpeed: false });
      const isRefused = diagnosis.found.value.some(({ outcome }) => outcome === 'failed');
      profile.state = isRefused ? 'refused' : 'needs-bucket';
      return;
    }
    const place = { bucket: form.bucket, prefix: '' };
    await diagnosis.run({ account: inputOf(form), ...place, withSpeed: false });
    profile.state = 'unproven';
    if (!provesRight(diagnosis.found.value, 1)) return;
    const saved = await notices.attempt(async () => {
      const { id: accountId } = await one.save.saveAccount('own', inputOf(form));
      await one.save.savePlace({ accountId, ...place });
      return true;
    });
    if (saved === true) profile.state = 'saved';
  }

  /** Resolves with true when every chosen profile is saved. */
  async function connect(): Promise<boolean> {
    running.value = true;
    for (const one of chosen.value) await connectOne(one);
    running.value = false;
    return chosen.value.length === 0;
  }

  return { profiles, running, chosen, connect };
}
