import { computed, reactive, ref, shallowRef, watch } from 'vue';
import { toErrorRecord } from '../../shared/errors.ts';
import type { AccountView, BucketList, ConnectionTest } from '../../shared/ipc/views.ts';
import { useClient } from '../bridge.ts';
import { accountForm, inputOf, problemsOf, storedKeys, tidyPrefix } from '../model/account-form.ts';
import { useAccountsStore } from '../stores/accounts.ts';
import { useDestinationsStore } from '../stores/destinations.ts';
import { useNoticesStore } from '../stores/notices.ts';

/** The form that connects an account, or signs in again. */
export function useAccountForm(account: AccountView | undefined) {
  const accounts = useAccountsStore();
  const destinations = useDestinationsStore();
  const notices = useNoticesStore();

  const form = reactive(accountForm(account));
  const first = destinations.destinations.find((one) => one.accountId === account?.id);
  if (first !== undefined) Object.assign(form, { bucket: first.bucket, prefix: first.prefix });
  /** Problems are shown once somebody tried to go on. */
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

  async function runTest(): Promise<void> {
    tried.value = true;
    if (!valid.value) return;
    busy.value = 'test';
    test.value = await useClient()
      .call.accounts.test({ account: inputOf(form, account), bucket: form.bucket })
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
      const answer = await accounts.save(inputOf(form, account));
      if (form.bucket !== '' && first === undefined) {
        await destinations.save({
          id: crypto.randomUUID(),
          accountId: answer.id,
          bucket: form.bucket,
          prefix: tidyPrefix(form.prefix),
          conflictPolicy: 'ask',
          options: {},
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
    const input = inputOf(form, account);
    buckets.value = await notices.attempt(() => useClient().call.accounts.bucketsWith(input));
  }

  return {
    form,
    problems,
    busy,
    test,
    works,
    policy,
    stored,
    buckets,
    keysTyped,
    runTest,
    save,
    loadBuckets,
  };
}
