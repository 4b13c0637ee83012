import type { AccountView } from '../../shared/ipc/views.ts';
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

const bucketName = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;

/** @param stored the account has keys already, and empty fields keep them */
export function problemsOf(form: AccountForm, stored: boolean): AccountProblems {
  const keepsKeys = stored && form.accessKeyId === '' && form.accessKeySecret === '';
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
  if (!bucketName.test(form.bucket) && !(stored && form.bucket === '')) {
    problems.bucket = 'connect.invalid.bucket';
  }
  if (form.prefix.startsWith('/')) problems.prefix = 'connect.invalid.prefix';
  return problems;
}

export function inputOf(form: AccountForm, account?: AccountView): AccountInput {
  const { region, network, keyKind } = form;
  const accessKeyId = form.accessKeyId.trim();
  const accessKeySecret = form.accessKeySecret.trim();
  const securityToken = form.securityToken.trim();
  return {
    ...(account !== undefined && { id: account.id }),
    name: form.name.trim() === '' ? (account?.name ?? form.bucket) : form.name.trim(),
    endpoint: endpointOf(region, network) ?? form.endpoint.trim().replace(/\/$/, ''),
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
