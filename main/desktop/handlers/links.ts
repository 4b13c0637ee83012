import { dataAddressOf } from '../../../shared/account/data-address.ts';
import type { Account } from '../../../shared/transfer.ts';

/** `oss://bucket/key`, as every OSS tool writes it. */
export function ossUrl(bucket: string, key: string): string {
  return `oss://${bucket}/${key}`;
}

/**
 * The address of an object without a signature: it opens only when the object is publicly readable.
 * The function encodes each segment and keeps slashes.
 */
export function objectUrl(account: Account, bucket: string, key: string): string {
  const address = dataAddressOf(account, bucket);
  const endpoint = new URL(address.endpoint);
  const path = key.split('/').map(encodeURIComponent).join('/');
  if (address.addressing === 'custom-domain') return `${endpoint.origin}/${path}`;
  const isAddress = /^[\d.]+$|^\[/.test(endpoint.hostname);
  if (address.addressing === 'path' || isAddress) return `${endpoint.origin}/${bucket}/${path}`;
  return `${endpoint.protocol}//${bucket}.${endpoint.host}/${path}`;
}
