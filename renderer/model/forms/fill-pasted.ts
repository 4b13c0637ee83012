import type { AccountForm } from './account-form.ts';
import type { PastedKeys } from './pasted-keys.ts';
import { networkOf } from './regions.ts';

const regionOfEndpoint = /^oss-([a-z0-9-]+?)(?:-internal)?\.aliyuncs\.com$/;

/** The fields of the form for pasted keys; fields that the text does not name are left out. */
export function fillPasted(keys: PastedKeys): Partial<AccountForm> {
  const { accessKeyId, accessKeySecret, securityToken, name } = keys;
  return {
    accessKeyId,
    accessKeySecret,
    keyKind: securityToken === undefined ? 'permanent' : 'temporary',
    securityToken: securityToken ?? '',
    ...(name === '' ? {} : { name }),
    ...placeOf(keys),
  };
}

function placeOf({ endpoint, region }: PastedKeys): Partial<AccountForm> {
  if (endpoint === undefined) return region === undefined ? {} : { region, network: 'public' };
  const address = /^https?:\/\//i.test(endpoint) ? endpoint : `https://${endpoint}`;
  const url = URL.parse(address);
  if (url === null) return region === undefined ? {} : { region };
  const named = regionOfEndpoint.exec(url.hostname)?.[1];
  const own = region ?? (named === 'accelerate' ? undefined : named);
  const network = networkOf(`https://${url.host}`, own ?? '');
  return {
    ...(own === undefined ? {} : { region: own }),
    network,
    ...(network === 'custom' ? { endpoint: url.origin } : {}),
  };
}
