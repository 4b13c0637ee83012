import type { AccountView } from '../../shared/ipc/views.ts';
import { keysMayGoTo } from '../../shared/key-binding.ts';
import type { MessageKey } from '../locales/messages.ts';
import type { AccountInput } from '../stores/accounts.ts';
import { endpointOf, type Network, networkOf } from './regions.ts';

/** What a person types about an account. */
export interface AccountForm {
  name: string;
  region: string;
  network: Network;
  /** Only for an own endpoint. */
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

/** What is there besides the keys that are typed. */
export type StoredKeys =
  | 'none'
  /** Empty fields keep them. */
  | 'kept'
  /** They were given for another server, which is the only one they are sent to. */
  | 'for-another-server';

/** Whether the keys of `account` are of use at the endpoint of the form. */
export function storedKeys(form: AccountForm, account?: AccountView): StoredKeys {
  if (account === undefined || account.secrets === 'missing') return 'none';
  const endpoint = endpointFrom(form);
  // While an address is being typed it is the address that is wrong.
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
 * @param id of an account that there is or was; absent for a new one
 * @param name that it goes by; a new one is called as its bucket unless somebody says otherwise
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

/** A prefix as it is put before names: empty, or with a slash at its end. */
export function tidyPrefix(prefix: string): string {
  const trimmed = prefix.trim();
  return trimmed === '' || trimmed.endsWith('/') ? trimmed : `${trimmed}/`;
}
