import type { AccountView } from '../../shared/ipc/views.ts';
import { keysMayGoTo } from '../../shared/key-binding.ts';
import type { MessageKey } from '../locales/messages.ts';
import type { AccountInput } from '../stores/accounts.ts';
import { endpointOf, type Network, networkOf } from './regions.ts';

/** The fields of an account that the user types. */
export interface AccountForm {
  name: string;
  region: string;
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
  const endpoint = endpointFrom(form);
  // While the user types an address, the address is the problem, not the keys.
  if (!URL.canParse(endpoint) || !URL.canParse(account.endpoint)) return 'kept';
  const may = keysMayGoTo(new URL(endpoint), new URL(account.endpoint));
  return may ? 'kept' : 'for-another-server';
}

function endpointFrom({ region, network, endpoint }: AccountForm): string {
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
  if (form.prefix.startsWith('/')) problems.prefix = 'connect.invalid.prefix';
  return problems;
}

/**
 * @param id of an existing or removed account; absent for a new one
 * @param name the account's name; a new account gets its bucket's name by default
 */
export function inputOf(form: AccountForm, id?: string, name = form.bucket): AccountInput {
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

/** The normal form of a prefix: empty, or with a slash at its end. */
export function tidyPrefix(prefix: string): string {
  const trimmed = prefix.trim();
  return trimmed === '' || trimmed.endsWith('/') ? trimmed : `${trimmed}/`;
}
