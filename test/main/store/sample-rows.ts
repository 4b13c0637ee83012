import type {
  CommittedPart,
  NewBatch,
  NewTransfer,
} from '../../../main/engine/ports/transfer-store.ts';
import type { ErrorRecord } from '../../../shared/errors.ts';
import type { Account, SourceIdentity } from '../../../shared/transfer.ts';

export const account: Account = {
  id: 'work',
  name: 'Work',
  endpoint: 'https://oss-cn-hangzhou.aliyuncs.com',
  region: 'cn-hangzhou',
  addressing: 'virtual-host',
  credentials: { kind: 'profile', name: 'default' },
};

export function newBatch(changes: Partial<NewBatch> = {}): NewBatch {
  return {
    name: 'Holiday pictures',
    destination: { accountId: 'work', bucket: 'pictures', prefix: '2024/' },
    conflictPolicy: 'overwrite',
    options: { parallel: 3, meta: { album: '暑假' } },
    scanOptions: { followLinks: true },
    roots: ['/data/me/pictures'],
    createdAt: 1_700_000_000_000,
    ...changes,
  };
}

export function batchTo(accountId: string, bucket = 'pictures'): NewBatch {
  return newBatch({ destination: { accountId, bucket, prefix: '' } });
}

export function identity(changes: Partial<SourceIdentity> = {}): SourceIdentity {
  return {
    device: '2049',
    inode: '18446744073709551615',
    size: 100,
    modified: '1700000000123456789',
    changed: '1700000000987654321',
    ...changes,
  };
}

export function newFile(name: string, changes: Partial<NewTransfer> = {}): NewTransfer {
  const size = changes.size ?? 100;
  return {
    key: `2024/${name}`,
    source: { kind: 'file', path: `/data/me/pictures/${name}` },
    relativePath: `pictures/${name}`,
    size,
    lane: 'small',
    identity: identity({ size }),
    state: { name: 'queued' },
    ...changes,
  };
}

export function newBlob(name: string, changes: Partial<NewTransfer> = {}): NewTransfer {
  return newFile(name, { source: { kind: 'blob', path: `/spool/${name}`, name }, ...changes });
}

export function newFiles(count: number, changes: Partial<NewTransfer> = {}): NewTransfer[] {
  return Array.from({ length: count }, (_, index) => newFile(`file-${index}.jpg`, changes));
}

export function part(number: number, changes: Partial<CommittedPart> = {}): CommittedPart {
  return {
    number,
    size: 10,
    etag: `"ETAG${number}"`,
    crc64: '9223372036854775809',
    crc64Confirmed: true,
    ...changes,
  };
}

export const accessDenied: ErrorRecord = {
  code: 'access-denied',
  detail: 'You have no right to access this object.',
  requestId: '655D94CB30EA7D3135EE3E0F',
  ossCode: 'AccessDenied',
  ecCode: '0003-00000001',
  status: 403,
  missingAction: 'oss:PutObject',
};
