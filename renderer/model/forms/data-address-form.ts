import type { ServiceAddress } from '../../../shared/transfer.ts';
import { endpointOf, networkOf } from './regions.ts';

/** The ways by which the data of a bucket can travel. `account`: through the account's endpoint. */
export const dataWays = ['account', 'domain', 'internal', 'accelerate', 'own'] as const;
export type DataWay = (typeof dataWays)[number];

/** The fields of the form of an account that decide about it. */
export interface DataFields {
  region: string;
  dataWay: DataWay;
  /** Only for a bound domain and an own address. */
  dataEndpoint: string;
}

/** The address that the form describes; undefined for the account's endpoint. */
export function dataAddressFrom({
  region,
  dataWay,
  dataEndpoint,
}: DataFields): ServiceAddress | undefined {
  const typed = withScheme(dataEndpoint.trim()).replace(/\/$/, '');
  switch (dataWay) {
    case 'account':
      return undefined;
    case 'domain':
      return { endpoint: typed, addressing: 'custom-domain' };
    case 'own':
      return { endpoint: typed, addressing: 'virtual-host' };
    case 'internal':
    case 'accelerate':
      return { endpoint: endpointOf(region, dataWay) ?? '', addressing: 'virtual-host' };
  }
}

/** The fields of the form for a stored address. */
export function dataFieldsOf(
  address: ServiceAddress | undefined,
  region: string,
): Pick<DataFields, 'dataWay' | 'dataEndpoint'> {
  if (address === undefined) return { dataWay: 'account', dataEndpoint: '' };
  const { endpoint, addressing } = address;
  if (addressing === 'custom-domain') {
    return { dataWay: 'domain', dataEndpoint: endpoint.replace(/^https:\/\//, '') };
  }
  const network = networkOf(endpoint, region);
  if (network === 'internal' || network === 'accelerate') {
    return { dataWay: network, dataEndpoint: '' };
  }
  return { dataWay: 'own', dataEndpoint: endpoint };
}

/** True for a host, optionally with scheme and port. */
export function isDataEndpoint(text: string): boolean {
  return /^https?:\/\/[^\s/\\?#@]+\/?$/.test(withScheme(text.trim()));
}

function withScheme(text: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
}
