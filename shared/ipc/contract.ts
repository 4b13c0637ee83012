import * as v from 'valibot';
import type { Diagnosis } from '../account/diagnosis.ts';
import type { CopiedLinks } from '../account/object-links.ts';
import type { Settings } from '../settings.ts';
import { proxySchema, settingsSchema } from '../settings.ts';
import { type Preferences, preferencesSchema } from '../preferences.ts';
import type { QueueRecovery } from '../queue-recovery.ts';
import type { StateName } from '../transfer-state.ts';
import { conflictPolicies } from '../upload/upload-options.ts';
import { call, event } from './define.ts';
import { objectNameSchema, type ObjectPage, pageRequestSchema } from './bucket-view.ts';
import { mostPathsInCall } from './hand-over.ts';
import type { Picture } from './picture.ts';
import { type LineKey, lineRangeSchema, questionSchema } from './picture-question.ts';
import {
  accountIdSchema,
  accountInputSchema,
  destinationSchema,
  handOverIdSchema,
  idSchema,
  linksSchema,
  nothingSchema,
  selectionSchema,
  targetSchema,
} from './schemas.ts';
import type {
  AccountView,
  AppInfo,
  BucketList,
  ClipboardContent,
  ConflictPreview,
  ObjectStatus,
  PasteShortcutState,
  PrefixList,
  ProxyTest,
  Route,
  TransferDetailsView,
  Undoable,
  UpdateCheck,
} from './views.ts';

const filePath = v.pipe(v.string(), v.minLength(1), v.maxLength(32_768));
const answerPolicy = v.picklist(conflictPolicies.filter((policy) => policy !== 'ask'));

/**
 * All calls and events between the window and the main process. Both typed sides, the preload, the
 * checks and the test doubles are derived from this value.
 */
export const contract = {
  app: {
    info: call(nothingSchema).returns<AppInfo>(),
    preferences: call(nothingSchema).returns<Preferences>(),
    changePreferences: call(v.partial(preferencesSchema)).returns<Preferences>(),
    openLogs: call(nothingSchema).returns<void>(),
    openDatabaseFolder: call(nothingSchema).returns<void>(),
    /**
     * The recovery of a damaged database; null when it was sound. Resolves once the queue is open.
     */
    queueRecovery: call(nothingSchema).returns<QueueRecovery | null>(),
    /** Asks for the target file; resolves with false when the user cancels. */
    exportDiagnostics: call(nothingSchema).returns<boolean>(),
    /** Restarts a failed engine; resolves when it runs. */
    startEngine: call(nothingSchema, { callsPerSecond: 2 }).returns<void>(),
    openDocumentation: call(v.picklist(['user-guide', 'ram-policy', 'security'])).returns<void>(),
    /** A newer Ferry is offered by a question of its own. */
    checkForUpdates: call(nothingSchema, { callsPerSecond: 2 }).returns<UpdateCheck>(),
    /** Whether the global shortcut of the preferences works. */
    pasteShortcut: call(nothingSchema).returns<PasteShortcutState>(),
    /** Shows the window: the list, or an upload. Only the panel at the tray needs it. */
    openWindow: call(v.strictObject({ batchId: v.optional(idSchema) })).returns<void>(),
    preferencesChanged: event<Preferences>(),
    /** A request from outside the window to show a page: a notification, the tray, a deep link. */
    navigate: event<Route>(),
  },
  accounts: {
    list: call(nothingSchema).returns<readonly AccountView[]>(),
    save: call(accountInputSchema).returns<AccountView>(),
    remove: call(accountIdSchema).returns<void>(),
    /** Number of transfers of the account that are not final. */
    unfinished: call(accountIdSchema, { callsPerSecond: 10 }).returns<number>(),
    /**
     * Checks the account and, with a bucket, the destination; leaves nothing behind. Each result
     * also arrives as `diagnosed` as soon as it is known.
     */
    diagnose: call(
      v.strictObject({
        account: accountInputSchema,
        bucket: v.pipe(v.string(), v.maxLength(63)),
        prefix: v.pipe(v.string(), v.maxLength(1023)),
        /** Also measures the speed to each address of the bucket. */
        withSpeed: v.boolean(),
      }),
      { callsPerSecond: 5 },
    ).returns<readonly Diagnosis[]>(),
    diagnosed: event<Diagnosis>(),
    /**
     * Sends the data of a bucket to an address that OSS names for it: `endpoint`, or a bound domain.
     * Main asks OSS itself, so the stored keys go to no address that the page invents. Resolves with
     * null when OSS names no such address.
     */
    useAddress: call(
      v.strictObject({
        accountId: accountIdSchema,
        bucket: v.pipe(v.string(), v.minLength(1), v.maxLength(63)),
        endpoint: v.optional(v.pipe(v.string(), v.maxLength(300))),
      }),
      { callsPerSecond: 2 },
    ).returns<AccountView | null>(),
    buckets: call(accountIdSchema, { callsPerSecond: 10 }).returns<BucketList>(),
    /** Like `buckets`, with keys that are not stored yet, for the form that connects an account. */
    bucketsWith: call(accountInputSchema, { callsPerSecond: 5 }).returns<BucketList>(),
    prefixes: call(destinationSchema, { callsPerSecond: 20 }).returns<PrefixList>(),
    /** The minimal RAM policy for a destination, as JSON text. */
    policy: call(destinationSchema).returns<string>(),
    /** Starts the sandbox once and creates an account and a destination for it. */
    openSandbox: call(nothingSchema, { callsPerSecond: 2 }).returns<AccountView>(),
    /** Retries the work of the account after a person fixed its problem. */
    unblock: call(accountIdSchema).returns<void>(),
    changed: event<readonly AccountView[]>(),
  },
  /** What the buckets of saved destinations hold. Nothing here changes an object. */
  bucket: {
    /** One page of a folder; keys that may not list are a result. */
    list: call(pageRequestSchema, { callsPerSecond: 10 }).returns<ObjectPage>(),
    /** A small picture as a `data:` address; null when there is none. */
    thumbnail: call(objectNameSchema).returns<string | null>(),
    /** Opens the object in the browser, through a signed link that ends after an hour. */
    open: call(objectNameSchema, { callsPerSecond: 5 }).returns<void>(),
    /** Copies a link to the object to the clipboard. */
    copyLink: call(objectNameSchema, { callsPerSecond: 10 }).returns<CopiedLinks>(),
  },
  batches: {
    /**
     * A portion of the paths of dropped or pasted File objects; the preload fills them in. The main
     * process keeps all portions of an id until `addHandedOver`.
     */
    handOver: call(
      v.strictObject({
        id: handOverIdSchema,
        paths: v.pipe(v.array(filePath), v.minLength(1), v.maxLength(mostPathsInCall)),
      }),
      { from: 'preload', callsPerSecond: 100, mostBytes: 64 * 1024 * 1024 },
    ).returns<void>(),
    /**
     * Uploads the paths that the main process keeps under the id as one batch; discards the list.
     */
    addHandedOver: call(
      v.strictObject({ id: handOverIdSchema, target: targetSchema }),
    ).returns<number>(),
    /** Discards the paths under the id, because the user does not want to upload them. */
    forgetHandedOver: call(handOverIdSchema).returns<void>(),
    /** Bytes without a path: a pasted image or text, a picture dragged out of a browser. */
    addBlob: call(
      v.strictObject({
        target: targetSchema,
        name: v.pipe(v.string(), v.minLength(1), v.maxLength(1023)),
        bytes: v.instance(Uint8Array),
        /** The batch to add to: everything dropped or pasted together is one upload. */
        batchId: v.optional(idSchema),
      }),
      { callsPerSecond: 10, mostBytes: 256 * 1024 * 1024 },
    ).returns<number>(),
    /**
     * Opens the system's dialog in the main process. Resolves with the batch; null when cancelled.
     */
    chooseFiles: call(targetSchema, { callsPerSecond: 5 }).returns<number | null>(),
    chooseFolders: call(targetSchema, { callsPerSecond: 5 }).returns<number | null>(),
    /** The content of the clipboard that can be pasted now. */
    clipboard: call(nothingSchema, { callsPerSecond: 10 }).returns<ClipboardContent>(),
    /** Uploads the files, the image or the text on the clipboard. */
    paste: call(
      v.strictObject({
        target: targetSchema,
        name: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(1023))),
      }),
      { callsPerSecond: 5 },
    ).returns<number | null>(),
    /**
     * Makes the same upload again: the paths that were added, with their destination and options.
     * Resolves with the new batch; null when the paths are not known.
     */
    again: call(idSchema, { callsPerSecond: 5 }).returns<number | null>(),
    conflicts: call(idSchema, { callsPerSecond: 10 }).returns<ConflictPreview>(),
    answerConflicts: call(
      v.strictObject({ selection: selectionSchema, policy: answerPolicy }),
    ).returns<Undoable>(),
    /**
     * Asks for the target file of the per-file results; resolves with false when the user cancels.
     */
    export: call(v.strictObject({ batchId: idSchema, format: v.picklist(['csv', 'json']) }), {
      callsPerSecond: 5,
    }).returns<boolean>(),
  },
  picture: {
    /** Says what the window looks at. Main keeps the question, and pushes `shown` from then on. */
    ask: call(questionSchema, { callsPerSecond: 100 }).returns<Picture>(),
    /** The keys of the lines between two lines of the last question, for a selection with Shift. */
    keysBetween: call(lineRangeSchema, { callsPerSecond: 10 }).returns<readonly LineKey[]>(),
    shown: event<Picture>(),
  },
  transfers: {
    details: call(idSchema).returns<TransferDetailsView | null>(),
    /** What OSS says about the object of a transfer (HEAD); null when there is none. */
    headObject: call(idSchema, { callsPerSecond: 5 }).returns<ObjectStatus | null>(),
    /** Number of transfers in a selection, by state, for the text of a confirmation question. */
    count: call(selectionSchema).returns<Readonly<Record<StateName, number>>>(),
    pause: call(selectionSchema).returns<number>(),
    resume: call(selectionSchema).returns<number>(),
    cancel: call(selectionSchema).returns<number>(),
    retry: call(selectionSchema).returns<number>(),
    remove: call(selectionSchema).returns<Undoable>(),
    moveToFront: call(selectionSchema).returns<Undoable>(),
    /**
     * Undoes a command by the number of its answer. Resolves with false when it is too late; a
     * command on many files is undone behind the answer.
     */
    undo: call(idSchema, { callsPerSecond: 10 }).returns<boolean>(),
    changeKey: call(
      v.strictObject({ id: idSchema, key: v.pipe(v.string(), v.minLength(1), v.maxLength(1023)) }),
    ).returns<boolean>(),
    showInFolder: call(idSchema, { callsPerSecond: 5 }).returns<void>(),
    /**
     * Copies the links of uploaded objects to the clipboard, each in the template of its
     * destination. The page never sees a signed link.
     */
    copyLinks: call(linksSchema, { callsPerSecond: 10 }).returns<CopiedLinks>(),
    copyError: call(idSchema, { callsPerSecond: 10 }).returns<void>(),
  },
  settings: {
    get: call(nothingSchema).returns<Settings>(),
    change: call(v.partial(settingsSchema)).returns<Settings>(),
    testProxy: call(
      v.strictObject({
        proxy: proxySchema,
        password: v.optional(v.pipe(v.string(), v.maxLength(256))),
      }),
      { callsPerSecond: 2 },
    ).returns<ProxyTest>(),
    /** Saves the credentials for the proxy with the other secrets; retries uploads that waited. */
    saveProxyPassword: call(
      v.strictObject({
        userName: v.pipe(v.string(), v.minLength(1), v.maxLength(256)),
        password: v.pipe(v.string(), v.maxLength(256)),
      }),
    ).returns<void>(),
    changed: event<Settings>(),
  },
} as const;

export type FerryContract = typeof contract;
