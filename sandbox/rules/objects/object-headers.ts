import { limits } from '../limits.ts';
import { OssError, invalidArgument } from '../oss-error.ts';

/** Request headers in lower case; values as Node gives them, one character per byte. */
export type WireHeaders = Readonly<Record<string, string | undefined>>;

/** The request headers that an object keeps. Values stay bytes, so UTF-8 returns unchanged. */
export interface ObjectHeaders {
  /** `content-type`, `cache-control` and the like, names in lower case. */
  readonly standard: Readonly<Record<string, string>>;
  /** User metadata: names without `x-oss-meta-`, in lower case. */
  readonly meta: Readonly<Record<string, string>>;
}

/** OSS's storage classes. */
export type StorageClass = 'Standard' | 'IA' | 'Archive' | 'ColdArchive' | 'DeepColdArchive';

/** The requested server-side encryption. The sandbox reports it but does not encrypt the bytes. */
export interface Encryption {
  readonly algorithm: string;
  readonly keyId?: string | undefined;
}

const metaPrefix = 'x-oss-meta-';
const kept = [
  'content-type',
  'content-encoding',
  'content-language',
  'content-disposition',
  'cache-control',
  'expires',
];
const storageClasses: readonly StorageClass[] = [
  'Standard',
  'IA',
  'Archive',
  'ColdArchive',
  'DeepColdArchive',
];

/**
 * Picks the headers of a writing request that the object keeps.
 *
 * @throws OssError InvalidArgument for a metadata name with other than letters, digits and
 *   hyphens, MetadataTooLarge above 8 KiB of metadata
 */
export function readObjectHeaders(headers: WireHeaders): ObjectHeaders {
  const standard: Record<string, string> = {};
  for (const name of kept) {
    const value = headers[name];
    if (value !== undefined) standard[name] = value;
  }
  standard['content-type'] ??= 'application/octet-stream';
  const meta: Record<string, string> = {};
  let size = 0;
  for (const [header, value = ''] of Object.entries(headers)) {
    if (!header.startsWith(metaPrefix)) continue;
    const name = header.slice(metaPrefix.length);
    if (!/^[a-z0-9-]+$/.test(name)) {
      throw invalidArgument('The specified metadata name is not valid.', header, value);
    }
    meta[name] = value;
    size += name.length + value.length;
  }
  if (size > limits.userMetadata) {
    throw new OssError('MetadataTooLarge', {
      details: { MaxMetadataSize: String(limits.userMetadata), ActualMetadataSize: String(size) },
    });
  }
  return { standard, meta };
}

/** @throws OssError InvalidArgument for an unknown class */
export function readStorageClass(value: string | undefined): StorageClass | undefined {
  if (value === undefined) return undefined;
  const known = storageClasses.find((candidate) => candidate === value);
  if (known === undefined) {
    throw invalidArgument(
      'The specified storage class is not valid.',
      'x-oss-storage-class',
      value,
    );
  }
  return known;
}

/** @throws OssError InvalidEncryptionAlgorithmError for an unknown algorithm */
export function readEncryption(headers: WireHeaders): Encryption | undefined {
  const algorithm = headers['x-oss-server-side-encryption'];
  if (algorithm === undefined) return undefined;
  if (algorithm !== 'AES256' && algorithm !== 'KMS' && algorithm !== 'SM4') {
    throw new OssError('InvalidEncryptionAlgorithmError');
  }
  const keyId = headers['x-oss-server-side-encryption-key-id'];
  return { algorithm, ...(keyId === undefined ? {} : { keyId }) };
}

/** The headers that name an object's encryption, in responses to writes and reads. */
export function encryptionHeaders(encryption: Encryption | undefined): Record<string, string> {
  if (encryption === undefined) return {};
  return {
    'x-oss-server-side-encryption': encryption.algorithm,
    ...(encryption.keyId === undefined
      ? {}
      : { 'x-oss-server-side-encryption-key-id': encryption.keyId }),
  };
}
