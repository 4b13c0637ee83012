import type { AccountView } from '../../../shared/ipc/views.ts';
import { keysMayGoTo } from '../../../shared/account/key-binding.ts';
import type { MessageKey } from '../../locales/messages.ts';
import type { AccountInput } from '../../stores/accounts.ts';
import { dataAddressFrom, type DataFields, isDataEndpoint } from './data-address-form.ts';
import { endpointOf, type Network, networkOf } from './regions.ts';

/** The fields of an account that the user types. */
export interface AccountForm extends DataFields {
  name: string;
  network: Network;
  /** Only for a custom endpoint. */
  endpoint: string;
  addressing: AccountInput['addressing'];
  keyKind: 'permanent' | 'temporary';
  accessKeyId: string;
  accessKeySecret: string;
  securityToken: string;
  bucket: string;
  prefix: string;
}

export type AccountProblems = Partial<Record<keyof AccountForm, MessageKey>>;

export function accountForm(account?: AccountView): AccountForm {
  const region = account?.region ?? 'cn-hangzhou';
  const network = account === undefined ? 'public' : networkOf(account.endpoint, region);
  return {
    name: account?.name ?? '',
    region,
    network,
    endpoint: network === 'custom' ? (account?.endpoint ?? '') : '',
    addressing: account?.addressing ?? 'virtual-host',
    keyKind: 'permanent',
    accessKeyId: '',
    accessKeySecret: '',
    securityToken: '',
    bucket: '',
    prefix: '',
    dataWay: 'account',
    dataEndpoint: '',
  };
}

/** Whether the stored keys are usable at the endpoint of the form. */
export type StoredKeys =
  | 'none'
  /** Empty key fields keep the stored keys. */
  | 'kept'
  /** The stored keys belong to another server; Ferry sends them only there. */
  | 'for-another-server';

/** Whether the stored keys of `account` are usable at the endpoint of the form. */
export function storedKeys(form: AccountForm, account?: AccountView): StoredKeys {
  if (account === undefined || account.secrets === 'missing') return 'none';
  const own = account.dataAddresses?.[form.bucket]?.endpoint;
  const may =
    mayKeep(endpointFrom(form), [account.endpoint]) &&
    mayKeep(dataAddressFrom(form)?.endpoint, [account.endpoint, own]);
  return may ? 'kept' : 'for-another-server';
}

function mayKeep(endpoint: string | undefined, given: readonly (string | undefined)[]): boolean {
  const target = endpoint === undefined ? null : URL.parse(endpoint);
  // While the user types an address, the address is the problem, not the keys.
  if (target === null) return true;
  const known = given.map((one) => (one === undefined ? null : URL.parse(one)));
  return known.some((one) => (one === null ? false : keysMayGoTo(target, one)));
}

/** The endpoint of the account, which answers its control operations. */
export function endpointFrom({ region, network, endpoint }: AccountForm): string {
  return endpointOf(region, network) ?? endpoint.trim().replace(/\/$/, '');
}

const bucketName = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;

export function problemsOf(form: AccountForm, stored: StoredKeys): AccountProblems {
  const keepsKeys = stored === 'kept' && form.accessKeyId === '' && form.accessKeySecret === '';
  const problems: AccountProblems = {};
  if (form.network === 'custom' && !/^https?:\/\/[^\s/\\?#@]+\/?$/.test(form.endpoint.trim())) {
    problems.endpoint = 'connect.invalid.endpoint';
  }
  if (form.region.trim() === '') problems.region = 'connect.invalid.region';
  if (!keepsKeys) {
    if (form.accessKeyId.trim() === '') problems.accessKeyId = 'connect.invalid.accessKeyId';
    if (form.accessKeySecret.trim() === '') {
      problems.accessKeySecret = 'connect.invalid.accessKeySecret';
    }
    if (form.keyKind === 'temporary' && form.securityToken.trim() === '') {
      problems.securityToken = 'connect.invalid.securityToken';
    }
  }
  if (!bucketName.test(form.bucket) && !(stored !== 'none' && form.bucket === '')) {
    problems.bucket = 'connect.invalid.bucket';
  }
  const isTyped = form.dataWay === 'domain' || form.dataWay === 'own';
  if (isTyped && !isDataEndpoint(form.dataEndpoint)) {
    problems.dataEndpoint = 'connect.invalid.dataEndpoint';
  }
  if (form.prefix.startsWith('/')) problems.prefix = 'connect.invalid.prefix';
  return problems;
}

/**
 * @param id of an existing or removed account; absent for a new one
 * @param known the account as it is stored; a new account gets its bucket's name by default
 */
export function inputOf(
  form: AccountForm,
  id?: string,
  known?: Partial<Pick<AccountView, 'name' | 'dataAddresses'>>,
): AccountInput {
  const name = known?.name ?? form.bucket;
  const { region, network, keyKind } = form;
  const accessKeyId = form.accessKeyId.trim();
  const accessKeySecret = form.accessKeySecret.trim();
  const securityToken = form.securityToken.trim();
  return {
    ...(id !== undefined && { id }),
    name: form.name.trim() === '' ? name : form.name.trim(),
    endpoint: endpointFrom(form),
    region: region.trim(),
    addressing: network === 'custom' ? form.addressing : 'virtual-host',
    ...(form.bucket !== '' && { dataAddresses: dataAddressesOf(form, known?.dataAddresses) }),
    ...(accessKeyId !== '' &&
      accessKeySecret !== '' && {
        secrets: {
          accessKeyId,
          accessKeySecret,
          ...(keyKind === 'temporary' && securityToken !== '' && { securityToken }),
        },
      }),
  };
}

/** The addresses of all buckets, with the one of the form's bucket as the form has it. */
function dataAddressesOf(
  form: AccountForm,
  known: AccountView['dataAddresses'] = {},
): NonNullable<AccountInput['dataAddresses']> {
  const { [form.bucket]: _replaced, ...others } = known;
  const own = dataAddressFrom(form);
  return own === undefined ? others : { ...others, [form.bucket]: own };
}

/** The normal form of a prefix: empty, or with a slash at its end. */
export function tidyPrefix(prefix: string): string {
  const trimmed = prefix.trim();
  return trimmed === '' || trimmed.endsWith('/') ? trimmed : `${trimmed}/`;
}
