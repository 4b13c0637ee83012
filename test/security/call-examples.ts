import { defaultPreferences } from '../../shared/preferences.ts';
import { defaultSettings } from '../../shared/settings.ts';
import type { FerryContract } from '../../shared/ipc/contract.ts';
import type { Caller } from '../../shared/ipc/define.ts';

type Calls = Caller<FerryContract>;

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
const handOverId = '5f1b7c8e-0d6b-4c6e-9a57-0b9f3f1f2a11';
const target = {
  destination,
  conflictPolicy: 'ask' as const,
  options: {
    parallel: 3,
    partSize: 1024 * 1024,
    meta: { author: 'me' },
    mime: 'text/plain',
    headers: { 'Cache-Control': 'no-cache' },
    callback: { url: 'https://example.com/done', body: 'a=b', customValue: { x: 'y' } },
    storageClass: 'IA' as const,
    acl: 'private' as const,
    tagging: { a: 'b' },
    serverSideEncryption: { algorithm: 'KMS' as const, keyId: 'k' },
  },
  scanOptions: { include: ['*.txt'], exclude: ['*.tmp'], followLinks: false },
};
const account = {
  id: 'account-1',
  name: 'Work',
  endpoint: 'https://oss-cn-hangzhou.aliyuncs.com',
  region: 'cn-hangzhou',
  addressing: 'virtual-host' as const,
  secrets: { accessKeyId: 'id', accessKeySecret: 'secret', securityToken: 'token' },
};
const selection = { ids: [1, 2, 3] };
const manualProxy = { mode: 'manual' as const, url: 'http://127.0.0.1:3128' };

/** A usual input for every call of the contract. */
export const callExamples: Examples = {
  app: {
    info: undefined,
    preferences: undefined,
    changePreferences: {
      ...defaultPreferences,
      destinations: [{ ...destination, id: 'd', conflictPolicy: 'ask', options: target.options }],
    },
    openLogs: undefined,
    openDatabaseFolder: undefined,
    queueRecovery: undefined,
    exportDiagnostics: undefined,
    startEngine: undefined,
    pasteShortcut: undefined,
    checkForUpdates: undefined,
    openWindow: { batchId: 1 },
    openDocumentation: 'user-guide',
  },
  accounts: {
    list: undefined,
    save: account,
    remove: 'account-1',
    unfinished: 'account-1',
    diagnose: { account, bucket: 'my-bucket', prefix: 'in/', withSpeed: true },
    useAddress: { accountId: 'account-1', bucket: 'my-bucket', endpoint: 'https://f.example.com' },
    buckets: 'account-1',
    bucketsWith: account,
    prefixes: destination,
    policy: destination,
    openSandbox: undefined,
    unblock: 'account-1',
  },
  bucket: {
    list: { ...destination, after: 'token' },
    thumbnail: { accountId: 'account-1', bucket: 'my-bucket', key: 'in/a.jpg' },
    open: { accountId: 'account-1', bucket: 'my-bucket', key: 'in/a.jpg' },
    copyLink: { accountId: 'account-1', bucket: 'my-bucket', key: 'in/a.jpg' },
  },
  batches: {
    handOver: { id: handOverId, paths: ['/granted/a.txt'] },
    addHandedOver: { id: handOverId, target },
    forgetHandedOver: handOverId,
    addBlob: { target, name: 'a.txt', bytes: new Uint8Array(3), batchId: 1 },
    chooseFiles: target,
    chooseFolders: target,
    clipboard: undefined,
    paste: { target, name: 'a.txt' },
    again: 1,
    conflicts: 1,
    answerConflicts: { selection, policy: 'skip' },
    export: { batchId: 1, format: 'csv' },
  },
  picture: {
    ask: {
      seq: 1,
      view: { kind: 'upload', batchId: 1, filter: 'all', search: 'a', open: ['d1'] },
      first: 0,
      last: 99,
      anchor: 1,
      selection: { all: true, except: [1, 'd2'] },
    },
    keysBetween: { first: 0, last: 99 },
  },
  transfers: {
    details: 1,
    pause: selection,
    resume: { batchId: 1 },
    cancel: { errorCode: 'offline', batchId: 1 },
    retry: { all: true },
    remove: selection,
    moveToFront: selection,
    undo: 1,
    changeKey: { id: 1, key: 'a' },
    headObject: 1,
    showInFolder: 1,
    count: { filter: { states: ['failed'] } },
    copyLinks: { selection, access: 'signed', lifetime: 3600 },
    copyError: 1,
  },
  settings: {
    get: undefined,
    change: { ...defaultSettings, proxy: manualProxy },
    testProxy: { proxy: manualProxy, password: 'password' },
    saveProxyPassword: { userName: 'user', password: 'password' },
  },
};
