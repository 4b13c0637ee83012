import { computed, ref, watch } from 'vue';
import {
  type DataWay,
  dataAddressFrom,
  dataFieldsOf,
  dataWays,
} from '../../model/forms/data-address-form.ts';
import { networkOf } from '../../model/forms/regions.ts';
import { useAccountsStore } from '../../stores/accounts.ts';

/** Addresses of OSS itself, to which the stored keys may go. */
const ofOss: readonly DataWay[] = ['account', 'internal', 'accelerate'];

/**
 * The way of the data of a place's bucket. A domain of the user's own needs the keys again, so that
 * it is set in the form of the account; here it can only stay.
 *
 * @param place the fields of the form, as they are typed
 */
export function usePlaceAddress(place: { readonly accountId: string; readonly bucket: string }) {
  const accounts = useAccountsStore();
  const account = computed(() => accounts.find(place.accountId));
  const bucket = computed(() => place.bucket.trim());
  const stored = computed(() => {
    const address = account.value?.dataAddresses?.[bucket.value];
    return dataFieldsOf(address, account.value?.region ?? '');
  });
  const way = ref<DataWay>(stored.value.dataWay);
  watch([account, bucket], () => {
    way.value = stored.value.dataWay;
  });

  /** Undefined where the account is not at an endpoint of OSS. */
  const ways = computed(() => {
    const { value: known } = account;
    if (known === undefined || networkOf(known.endpoint, known.region) === 'custom') {
      return undefined;
    }
    return dataWays.filter((one) => ofOss.includes(one) || one === stored.value.dataWay);
  });

  /** Stores the chosen way in the account. @throws TransferError */
  async function save(): Promise<void> {
    const { value: known } = account;
    if (known === undefined || way.value === stored.value.dataWay) return;
    const { id, name, endpoint, region, addressing, dataAddresses = {} } = known;
    const { [bucket.value]: _replaced, ...others } = dataAddresses;
    const address = dataAddressFrom({ region, dataWay: way.value, dataEndpoint: '' });
    await accounts.save({
      ...{ id, name, endpoint, region, addressing },
      dataAddresses: address === undefined ? others : { ...others, [bucket.value]: address },
    });
  }

  return { way, ways, save };
}
