import { computed, reactive, ref, shallowRef, watch } from 'vue';
import { toErrorRecord } from '../../shared/errors.ts';
import type { BucketList, ConnectionTest } from '../../shared/ipc/views.ts';
import { useClient } from '../bridge.ts';
import { dataFieldsOf } from '../model/forms/data-address-form.ts';
import {
  accountForm,
  inputOf,
  problemsOf,
  storedKeys,
  tidyPrefix,
} from '../model/forms/account-form.ts';
import { useDiagnosis } from './use-diagnosis.ts';
import { useAccountsStore } from '../stores/accounts.ts';
import { useDestinationsStore } from '../stores/destinations.ts';
import { useNoticesStore } from '../stores/notices.ts';
import { usePictureStore } from '../stores/picture.ts';

/**
 * The form that connects an account, or signs in again with new keys.
 *
 * @param accountId of a connected account, or of a removed account that uploads wait for
 */
export function useAccountForm(accountId: string | undefined) {
  const accounts = useAccountsStore();
  const picture = usePictureStore();
  const destinations = useDestinationsStore();
  const notices = useNoticesStore();

  const account =
    accountId === undefined
      ? undefined
      : (accounts.find(accountId) ?? accounts.findRemoved(accountId));
  const form = reactive(accountForm(account));
  const first = destinations.destinations.find((one) => one.accountId === accountId);
  // Removing the account removed its destinations, so suggest that of one of its uploads.
  const left = accountId !== undefined && accounts.isRemoved(accountId) ? accountId : undefined;
  const place = first ?? picture.uploadsOf(left).at(0);
  if (place !== undefined) {
    const { bucket, prefix } = place;
    const address = account?.dataAddresses?.[bucket];
    Object.assign(form, { bucket, prefix, ...dataFieldsOf(address, form.region) });
  }

  /** The form shows problems after the first attempt to continue. */
  const tried = ref(false);
  const busy = ref<'test' | 'save'>();
  const test = shallowRef<ConnectionTest>();
  const policy = ref('');

  const stored = computed(() => storedKeys(form, account));
  const all = computed(() => problemsOf(form, stored.value));
  const problems = computed(() => (tried.value ? all.value : {}));
  const valid = computed(() => Object.keys(all.value).length === 0);
  const works = computed(
    () =>
      test.value?.steps.length === 4 && test.value.steps.every(({ error }) => error === undefined),
  );

  watch(form, () => {
    test.value = undefined;
  });
  watch(
    () => [form.bucket, form.prefix],
    async () => {
      const destination = {
        accountId: account?.id ?? 'new',
        bucket: form.bucket,
        prefix: tidyPrefix(form.prefix),
      };
      const usable = all.value.bucket === undefined && form.bucket !== '';
      const asked = usable ? useClient().call.accounts.policy(destination) : Promise.resolve('');
      policy.value = await asked.catch(() => '');
    },
    { immediate: true },
  );

  const input = () => inputOf(form, accountId, account);

  const diagnosis = useDiagnosis(form, input);

  async function runTest(): Promise<void> {
    tried.value = true;
    if (!valid.value) return;
    busy.value = 'test';
    test.value = await useClient()
      .call.accounts.test({ account: input(), bucket: form.bucket })
      .catch((thrown: unknown) => ({
        steps: [{ step: 'endpoint' as const, error: toErrorRecord(thrown) }],
      }));
    busy.value = undefined;
  }

  /** Resolves with true when the account is stored and has a destination. */
  async function save(): Promise<boolean> {
    tried.value = true;
    if (!valid.value) return false;
    busy.value = 'save';
    const saved = await notices.attempt(async () => {
      const answer = await accounts.save(input());
      if (form.bucket !== '' && first === undefined) {
        await destinations.save({
          id: crypto.randomUUID(),
          accountId: answer.id,
          bucket: form.bucket,
          prefix: tidyPrefix(form.prefix),
          conflictPolicy: 'ask',
          options: { keepTimes: true },
        });
      }
      return answer;
    });
    busy.value = undefined;
    if (saved !== undefined) notices.say('notice.accountSaved');
    return saved !== undefined;
  }

  const buckets = shallowRef<BucketList>();

  const keysTyped = computed(
    () => all.value.accessKeyId === undefined && all.value.accessKeySecret === undefined,
  );

  async function loadBuckets(): Promise<void> {
    buckets.value = await notices.attempt(() => useClient().call.accounts.bucketsWith(input()));
  }

  return {
    account,
    form,
    problems,
    busy,
    test,
    works,
    policy,
    stored,
    buckets,
    keysTyped,
    diagnosis,
    runTest,
    save,
    loadBuckets,
  };
}
