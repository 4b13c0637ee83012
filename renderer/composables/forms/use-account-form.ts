import { computed, reactive, ref, shallowRef, watch } from 'vue';
import type { AccountView, BucketList } from '../../../shared/ipc/views.ts';
import { useClient } from '../../bridge.ts';
import { dataFieldsOf } from '../../model/forms/data-address-form.ts';
import {
  accountForm,
  inputOf,
  problemsOf,
  storedKeys,
  tidyPrefix,
} from '../../model/forms/account-form.ts';
import { type FurtherBucket, furtherAccounts } from '../../model/forms/further-buckets.ts';
import { provesRight } from '../../model/forms/proven-right.ts';
import { type DiagnosisQuestion, useDiagnosis } from './use-diagnosis.ts';
import { useRepeatableSave } from './use-repeatable-save.ts';
import { useAccountsStore } from '../../stores/accounts.ts';
import { useDestinationsStore } from '../../stores/destinations.ts';
import { useNoticesStore } from '../../stores/notices.ts';
import { usePictureStore } from '../../stores/uploads/picture.ts';

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
  const saving = ref(false);
  const policy = ref('');
  const buckets = shallowRef<BucketList>();
  /** Names of buckets that become places together with the bucket of the form. */
  const further = ref<readonly string[]>([]);

  const stored = computed(() => storedKeys(form, account));
  const all = computed(() => problemsOf(form, stored.value));
  const problems = computed(() => (tried.value ? all.value : {}));
  const valid = computed(() => Object.keys(all.value).length === 0);

  const diagnosis = useDiagnosis();
  const { found, fresh, running } = diagnosis;
  const proven = computed(
    () => fresh.value && provesRight(found.value, 1 + furtherBuckets.value.length),
  );
  /** The check has ended without a proof: the user decides. */
  const unproven = computed(() => fresh.value && !running.value && !proven.value);

  watch([form, further], () => {
    fresh.value = false;
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
  watch(
    () => [form.bucket, buckets.value] as const,
    ([bucket]) => {
      const region = buckets.value?.buckets.find(({ name }) => name === bucket)?.region;
      if (region !== undefined && form.network !== 'custom') form.region = region;
    },
  );

  const input = () => inputOf(form, accountId, account);

  const furtherBuckets = computed((): readonly FurtherBucket[] =>
    (buckets.value?.buckets ?? []).filter(
      ({ name }) => name !== form.bucket && further.value.includes(name),
    ),
  );

  function questions(): readonly DiagnosisQuestion[] {
    const own = { account: input(), bucket: form.bucket, prefix: tidyPrefix(form.prefix) };
    const others = furtherAccounts(form, input(), furtherBuckets.value).flatMap((one) =>
      one.buckets.map((bucket) => ({ account: one.account, bucket, prefix: '' })),
    );
    return [own, ...others].map((one) => ({ ...one, withSpeed: false }));
  }

  /** Checks step by step whether the form describes a place that takes uploads. */
  async function test(): Promise<void> {
    tried.value = true;
    if (!valid.value) return;
    const [own, ...others] = questions();
    if (own !== undefined) await diagnosis.run(own, others);
  }

  async function measure(): Promise<void> {
    const [own] = questions();
    if (own !== undefined) await diagnosis.run({ ...own, withSpeed: true });
  }

  const { saveAccount, savePlace } = useRepeatableSave();

  async function saveAll(): Promise<AccountView> {
    const answer = await saveAccount('own', input());
    // The first place that is saved can become the target of the next upload.
    if (form.bucket !== '' && first === undefined) {
      const { bucket } = form;
      await savePlace({ accountId: answer.id, bucket, prefix: tidyPrefix(form.prefix) });
    }
    for (const one of furtherAccounts(form, input(), furtherBuckets.value)) {
      const { id } = one.isOwn ? answer : await saveAccount(one.account.region, one.account);
      for (const bucket of one.buckets) await savePlace({ accountId: id, bucket, prefix: '' });
    }
    return answer;
  }

  /**
   * Saves without a proof, because the user said so. Resolves with true when the account is stored
   * and has a destination.
   */
  async function save(): Promise<boolean> {
    tried.value = true;
    if (!valid.value) return false;
    saving.value = true;
    const saved = await notices.attempt(saveAll);
    saving.value = false;
    if (saved !== undefined) notices.say('notice.accountSaved');
    return saved !== undefined;
  }

  /** Proves the right to upload if that has not happened, and saves only then. */
  async function connect(): Promise<boolean> {
    const isProven = () => form.bucket === '' || proven.value;
    if (!isProven()) await test();
    return isProven() && (await save());
  }

  const keysTyped = computed(
    () => all.value.accessKeyId === undefined && all.value.accessKeySecret === undefined,
  );

  async function loadBuckets(): Promise<void> {
    const listed = await notices.attempt(() => useClient().call.accounts.bucketsWith(input()));
    buckets.value = listed;
  }

  /** Lists the buckets of pasted keys; a single bucket is the one that is meant. */
  async function takePasted(): Promise<void> {
    await loadBuckets();
    const [only, ...others] = buckets.value?.buckets ?? [];
    if (only !== undefined && others.length === 0 && form.bucket === '') form.bucket = only.name;
  }

  return {
    account,
    form,
    problems,
    saving,
    proven,
    unproven,
    policy,
    stored,
    buckets,
    further,
    keysTyped,
    diagnosis,
    test,
    measure,
    connect,
    save,
    loadBuckets,
    takePasted,
  };
}
