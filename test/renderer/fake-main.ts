import { summarizeLinks } from '../../shared/account/object-links.ts';
import type * as v from 'valibot';
import { TransferError } from '../../shared/errors.ts';
import type { Question } from '../../shared/ipc/picture-question.ts';
import type {
  AccountView,
  AppInfo,
  BucketList,
  TransferLine,
  UpdateCheck,
} from '../../shared/ipc/views.ts';
import { defaultPreferences, type Preferences } from '../../shared/preferences.ts';
import type { Diagnosis } from '../../shared/account/diagnosis.ts';
import type { QueueRecovery } from '../../shared/queue-recovery.ts';
import type { selectionSchema } from '../../shared/ipc/schemas.ts';
import { isFinal, type StateName, stateNames } from '../../shared/transfer-state.ts';
import { defaultSettings, type Settings } from '../../shared/settings.ts';
import { createFakeBridge, type FakeBridge } from './fake-bridge.ts';
import { fakePicture, type FakePictureOptions } from './fake-picture.ts';
import { fakeObjects } from './fake-objects.ts';
import { fakeRows } from './fake-rows.ts';

export interface FakeMainOptions {
  readonly rows?: number;
  readonly preferences?: Partial<Preferences>;
  readonly info?: Partial<AppInfo>;
  readonly recovery?: QueueRecovery;
  readonly diagnosis?: readonly Diagnosis[];
  readonly accounts?: readonly AccountView[];
  readonly picture?: FakePictureOptions;
  /** The call that gets no response. */
  readonly unreachable?: 'bucket.list';
  /** What keys that are typed may list; undefined: they may list nothing. */
  readonly buckets?: BucketList['buckets'];
  /** The domain that OSS names for every bucket. */
  readonly domain?: string;
  readonly updates?: UpdateCheck;
}

export const studio: AccountView = {
  id: 'studio',
  name: 'Studio',
  endpoint: 'https://oss-cn-hangzhou.aliyuncs.com',
  region: 'cn-hangzhou',
  addressing: 'virtual-host',
  sandbox: false,
  secrets: 'stored',
  keyHint: '7Q2F',
};
export const sandbox: AccountView = {
  ...studio,
  id: 'sandbox',
  name: 'Sandbox',
  endpoint: 'http://127.0.0.1:9000',
  sandbox: true,
};

const saved = { conflictPolicy: 'ask' as const, options: {} };
export const destinations: Preferences['destinations'] = [
  { ...saved, id: 'one', accountId: 'studio', bucket: 'media-prod', prefix: '2026/' },
  { ...saved, id: 'two', accountId: 'studio', bucket: '备份', prefix: '照片归档/' },
  { ...saved, id: 'three', accountId: 'sandbox', bucket: 'sandbox', prefix: '' },
];

export interface FakeMain extends FakeBridge {
  readonly rows: TransferLine[];
  /** Pushes the answer to the last question anew, as main does when something changed. */
  push(change?: FakePictureOptions): void;
}

/** A main process that holds `rows` transfers in memory and does nothing by itself. */
export function createFakeMain(options: FakeMainOptions = {}): FakeMain {
  const rows = [...fakeRows(options.rows ?? 10_000)];
  let preferences: Preferences = {
    ...defaultPreferences,
    destinations,
    currentDestination: 'one',
    ...options.preferences,
  };
  let settings: Settings = defaultSettings;
  let accounts = options.accounts ?? [studio, sandbox];

  let pictureOptions: FakePictureOptions = options.picture ?? {};
  let question: Question | undefined;
  let revision = 1;
  const count = () => Promise.resolve(1);
  const undoable = () => Promise.resolve({ files: 1, undo: 7 });
  const done = () => Promise.resolve();

  const bridge = createFakeBridge({
    app: {
      info: () =>
        Promise.resolve({
          version: '0.1.0',
          platform: 'linux',
          systemLanguage: 'en',
          preferences,
          secretStorage: 'keychain',
          ...options.info,
        }),
      changePreferences(change) {
        preferences = { ...preferences, ...(change as Partial<Preferences>) };
        return Promise.resolve(preferences);
      },
      openLogs: done,
      openDatabaseFolder: done,
      queueRecovery: () => Promise.resolve(options.recovery ?? null),
      startEngine: done,
      openDocumentation: done,
      openWindow: done,
      pasteShortcut: () => Promise.resolve('on' as const),
      checkForUpdates: () => Promise.resolve(options.updates ?? 'newest'),
      exportDiagnostics: () => Promise.resolve(true),
    },
    accounts: {
      list: () => Promise.resolve(accounts),
      save({ secrets: _secrets, dataAddresses, ...input }) {
        const account: AccountView = {
          ...{ ...studio, ...input, id: input.id ?? 'new' },
          ...(dataAddresses !== undefined && { dataAddresses }),
        };
        accounts = [...accounts.filter(({ id }) => id !== account.id), account];
        return Promise.resolve(account);
      },
      remove(id) {
        accounts = accounts.filter((account) => account.id !== id);
        return Promise.resolve();
      },
      unfinished: (id) => {
        const open = rows.filter(
          ({ accountId, state }) => accountId === id && !isFinal(state.name),
        );
        return Promise.resolve(open.length);
      },
      useAddress: ({ accountId, bucket, endpoint = options.domain }) => {
        const account = accounts.find(({ id }) => id === accountId);
        if (account === undefined || endpoint === undefined) return Promise.resolve(null);
        const address = { endpoint, addressing: 'custom-domain' as const };
        const changed = { ...account, dataAddresses: { [bucket]: address } };
        accounts = accounts.map((one) => (one === account ? changed : one));
        bridge.notify.accounts.changed(accounts);
        return Promise.resolve(changed);
      },
      diagnose: () => Promise.resolve(options.diagnosis ?? []),
      buckets: () =>
        Promise.resolve({
          permitted: true,
          buckets: [{ name: 'media-prod', region: 'cn-hangzhou' }],
        }),
      bucketsWith: () =>
        Promise.resolve({
          permitted: options.buckets !== undefined,
          buckets: options.buckets ?? [],
        }),
      prefixes: ({ prefix }) =>
        Promise.resolve({
          permitted: true,
          prefixes: [`${prefix}day-1/`, `${prefix}第二天/`],
          truncated: false,
        }),
      policy: ({ bucket, prefix }) =>
        Promise.resolve(
          JSON.stringify(
            {
              Version: '1',
              Statement: [
                {
                  Effect: 'Allow',
                  Action: ['oss:PutObject', 'oss:ListParts', 'oss:AbortMultipartUpload'],
                  Resource: [`acs:oss:*:*:${bucket}/${prefix}*`],
                },
              ],
            },
            undefined,
            2,
          ),
        ),
      openSandbox() {
        accounts = [...accounts, sandbox];
        return Promise.resolve(sandbox);
      },
      unblock: done,
    },
    bucket: {
      list: (asked) =>
        options.unreachable === 'bucket.list'
          ? Promise.reject(new TransferError({ code: 'offline' }))
          : Promise.resolve(fakeObjects(asked)),
      thumbnail: () => Promise.resolve(null),
      open: done,
      copyLink: () => Promise.resolve(summarizeLinks([{ url: 'https://example.com', notes: [] }])),
    },
    batches: {
      addBlob: count,
      chooseFiles: count,
      chooseFolders: count,
      clipboard: () =>
        Promise.resolve({ kind: 'image', suggestedName: 'screenshot 2026-11-22 at 10.45.00.png' }),
      paste: count,
      handOver: done,
      addHandedOver: count,
      forgetHandedOver: done,
      again: count,
      conflicts: () =>
        Promise.resolve({
          total: 12,
          passedOver: 30,
          compared: 12,
          identical: 0,
          differ: 11,
          unknown: 1,
          examples: rows
            .filter(({ batchId }) => batchId === 2)
            .slice(0, 8)
            .map(({ id, relativePath, key, size }, index) => ({
              id,
              relativePath,
              key,
              localSize: size,
              localModified: 1_700_000_000_000,
              remoteSize: size + index * 1000,
              remoteModified: 1_690_000_000_000,
              ...(index < 7 && { identical: false }),
            })),
        }),
      answerConflicts: undoable,
      export: () => Promise.resolve(true),
    },
    picture: {
      ask(asked) {
        question = asked;
        return Promise.resolve(fakePicture(pictureOptions, asked));
      },
      keysBetween: ({ first, last }) => {
        const range = { first, last, seq: 0, selection: { keys: [] } };
        const view = question?.view ?? { kind: 'attention' as const };
        const { lines } = fakePicture(pictureOptions, { ...range, view }).list;
        return Promise.resolve(
          lines.flatMap((line) => (line.kind === 'heading' ? [] : [line.key])),
        );
      },
    },
    transfers: {
      details(id) {
        const row = rows.find((one) => one.id === id);
        if (row === undefined) return Promise.resolve(null);
        const partSize = 8 * 1024 * 1024;
        const partCount = Math.ceil(row.size / partSize);
        const finished = row.state.name === 'done';
        return Promise.resolve({
          ...row,
          destinationUrl: `https://media-prod.oss-cn-hangzhou.aliyuncs.com/${encodeURI(row.key)}`,
          uploadId: '0004B9894A22E5B1888A1E29F823',
          partSize,
          partCount,
          storedParts: finished
            ? [[1, partCount]]
            : [
                [1, Math.floor(partCount * 0.6)],
                [Math.floor(partCount * 0.6) + 3, Math.floor(partCount * 0.6) + 4],
              ],
          ...(finished && {
            result: {
              etag: '"5B3C1A2E053D763E1B002CC607C5A0FE"',
              crc64: '9548687815775124833',
              requestId: '674063A1B2C3D4E5F6071829',
            },
          }),
          attemptsMade:
            row.state.name === 'failed' ? [{ at: row.updatedAt, error: row.state.error }] : [],
        });
      },
      count(selection) {
        const meant = rows.filter((row) => isMeant(selection, row));
        return Promise.resolve(
          Object.fromEntries(
            stateNames.map((name) => [name, meant.filter((row) => row.state.name === name).length]),
          ) as Readonly<Record<StateName, number>>,
        );
      },
      pause: count,
      resume: count,
      cancel: count,
      retry: count,
      remove: undoable,
      moveToFront: undoable,
      undo: () => Promise.resolve(true),
      changeKey: () => Promise.resolve(true),
      headObject: () =>
        Promise.resolve({
          size: 5,
          lastModified: Date.UTC(2026, 0, 2),
          modified: Date.UTC(2023, 4, 6),
        }),
      showInFolder: done,
      copyLinks: ({ selection }) => {
        const meant = rows.filter((row) => isMeant(selection, row));
        return Promise.resolve(summarizeLinks(meant.map(() => ({ url: '', notes: [] }))));
      },
      copyError: done,
    },
    settings: {
      get: () => Promise.resolve(settings),
      change(change) {
        settings = { ...settings, ...(change as Partial<Settings>) };
        return Promise.resolve(settings);
      },
      testProxy: () => Promise.reject(new TransferError({ code: 'proxy-authentication' })),
      saveProxyPassword: done,
    },
  });
  return {
    ...bridge,
    rows,
    push(change = {}) {
      pictureOptions = { ...pictureOptions, ...change };
      if (question === undefined) return;
      revision += 1;
      bridge.notify.picture.shown({ ...fakePicture(pictureOptions, question), revision });
    },
  };
}

type Selection = v.InferOutput<typeof selectionSchema>;

function isMeant(selection: Selection, row: TransferLine): boolean {
  if ('ids' in selection) return selection.ids.includes(row.id);
  if ('all' in selection || 'asked' in selection) return true;
  if ('filter' in selection) return selection.filter.states.includes(row.state.name);
  if ('batchIds' in selection) return selection.batchIds.includes(row.batchId);
  if (selection.batchId !== undefined && selection.batchId !== row.batchId) return false;
  if (!('errorCode' in selection)) return true;
  return row.state.name === 'failed' && row.state.error.code === selection.errorCode;
}
