import type { Account } from '../../shared/transfer.ts';
import type {
  PartBytes,
  ObjectOptions,
  ObjectTarget,
  RequestContext,
} from '../../main/engine/ports/object-store.ts';
import type { Credentials, CredentialSet } from '../../main/engine/ports/credentials.ts';

export const someAccount: Account = {
  id: 'account-1',
  name: 'Test',
  endpoint: 'https://oss-cn-hangzhou.aliyuncs.com',
  region: 'cn-hangzhou',
  addressing: 'virtual-host',
  credentials: { kind: 'environment' },
};

export const someCredentials: CredentialSet = {
  accessKeyId: 'test-access-key-id',
  accessKeySecret: 'test-access-key-secret',
};

export const someTarget: ObjectTarget = {
  accountId: someAccount.id,
  bucket: 'my-bucket',
  key: 'folder/photo.jpg',
};

export const noOptions: ObjectOptions = { forbidOverwrite: false };

/** Credentials that stay as they are. */
export function fixedCredentials(set: CredentialSet = someCredentials): Credentials {
  return {
    current: () => Promise.resolve(set),
    renew: () => Promise.reject(new Error('renewed without need')),
    onChanged: () => () => undefined,
  };
}

export function someContext(change: Partial<RequestContext> = {}): RequestContext {
  return { signal: new AbortController().signal, idleTimeout: 30_000, ...change };
}

/** A range of a source of which only the descriptor means anything. */
export function someRange(start: number, end: number, change: Partial<PartBytes> = {}): PartBytes {
  const source = {
    descriptor: 7,
    identity: () => Promise.reject(new Error('not read here')),
    crc64: () => Promise.reject(new Error('not read here')),
    close: () => Promise.resolve(),
  };
  return { source, start, end, withMd5: false, ...change };
}
