import type { ControlContract } from '../../main/control/contract.ts';
import type { Caller } from '../../shared/ipc/define.ts';

type Calls = Caller<ControlContract>;

/** An input for every call; a call that is missing does not compile. */
type Examples = {
  readonly [Group in keyof Calls]: {
    readonly [Name in keyof Calls[Group]]: Calls[Group][Name] extends (
      input: infer Input,
    ) => unknown
      ? Input
      : never;
  };
};

const destination = { accountId: 'account-1', bucket: 'my-bucket', prefix: 'in/' };
const common = {
  destination,
  conflictPolicy: 'ask' as const,
  options: { parallel: 3, partSize: 1024 * 1024, meta: { author: 'me' } },
};
const selection = { ids: [1, 2, 3] };

/** A usual input for every call that a command can make of the Ferry that runs. */
export const controlExamples: Examples = {
  ferry: {
    greet: { protocol: 2, nonce: '0123456789abcdef0123456789abcdef', ownRowsOnly: false },
    subscribe: undefined,
  },
  engine: {
    add: { ...common, roots: ['/granted/file'], scanOptions: { include: ['*.txt'] }, key: 'key' },
    addBlob: {
      ...common,
      blobName: 'name',
      spool: {
        path: '/spool/1',
        identity: { device: '1', inode: '2', size: 3, modified: '4', changed: '5' },
      },
    },
    pause: selection,
    resume: { all: true },
    cancel: { batchId: 1 },
    takeAll: undefined,
    takeRows: selection,
    leftOut: 1,
    takenOver: 1,
    retry: { ids: [1, 2], changes: { conflictPolicy: 'skip' } },
    answerConflicts: { selection, policy: 'skip' },
    changeKey: { id: 1, key: 'other' },
    setLimit: { bandwidthLimit: 1_000_000 },
    saveAccount: {
      id: 'profile work',
      name: 'Work',
      endpoint: 'https://oss-cn-hangzhou.aliyuncs.com',
      region: 'cn-hangzhou',
      addressing: 'virtual-host',
      credentials: { kind: 'profile', name: 'work' },
    },
    probe: destination,
    unfinishedUploads: destination,
    abortUnfinished: { destination, upload: { key: 'key', uploadId: 'id', initiated: 1 } },
    settled: undefined,
  },
  queue: {
    batch: 1,
    batches: 100,
    counters: { batchId: 1 },
    standing: { batchIds: [1], ids: [2] },
    page: {
      filter: { states: ['failed'] },
      sort: { by: 'queue', descending: false },
      range: { offset: 0, limit: 100 },
    },
    transfers: [1, 2],
    details: 1,
    failures: {},
    cleanupBacklog: undefined,
    handOver: [1, 2],
    settleHandedOver: [{ id: 1, found: 'missing' }],
    remove: { selection: { all: true }, states: ['done'] },
  },
};
