import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type {
  ClipboardContent,
  HandedOverRequest,
  UploadRequest,
} from '../../../shared/ipc/views.ts';
import type { SavedDestination } from '../../../shared/preferences.ts';
import { type AddFilesRequest, useClient } from '../../bridge.ts';
import { namesApart } from '../../model/names/names-apart.ts';
import { useDestinationsStore } from '../destinations.ts';
import { useNextOptionsStore } from '../next-options.ts';
import { useNoticesStore } from '../notices.ts';
import { usePreferencesStore } from '../preferences.ts';

/** The source of an upload while the user chooses its target. */
export type PendingUpload =
  { readonly kind: 'files'; readonly files: readonly File[] } | UploadRequest;

type Pasteable = Exclude<ClipboardContent, { readonly kind: 'nothing' }>;

/** Items whose target is not chosen yet: from outside the window, or dropped before there is a place. */
export type ArrivedItems = HandedOverRequest | Extract<PendingUpload, { readonly kind: 'files' }>;

export function itemsIn(arrived: ArrivedItems): number {
  return arrived.kind === 'files' ? arrived.files.length : arrived.count;
}

/** All actions that add to the queue: drops, buttons, the clipboard. */
export const useUploadsStore = defineStore('uploads', () => {
  const destinations = useDestinationsStore();
  const preferences = usePreferencesStore();
  const notices = useNoticesStore();
  const nextOptions = useNextOptionsStore();
  /** The source for which the upload sheet is open. */
  const pending = shallowRef<PendingUpload>();
  /** With what the sheet begins: a saved destination, a new one, or by default the target. */
  const sheetBegins = shallowRef<SavedDestination | 'new'>();
  const arrived = shallowRef<ArrivedItems>();
  const pasteQuestion = shallowRef<Pasteable>();

  /** Uploads to `place`, by default the target, or asks where and how first. */
  async function add(upload: PendingUpload, ask = false, place?: SavedDestination): Promise<void> {
    const destination = place ?? destinations.target;
    const mustAsk = ask || (upload.kind === 'files' && preferences.preferences.askOnDrop);
    if (mustAsk || destination === undefined) askWhere(upload, place);
    else await start(upload, nextOptions.targetOf(destination));
  }

  /** Opens the sheet for an upload, with the fields of `begins`. */
  function askWhere(upload: PendingUpload, begins?: SavedDestination | 'new'): void {
    sheetBegins.value = begins;
    pending.value = upload;
  }

  async function start(upload: PendingUpload, target: AddFilesRequest): Promise<void> {
    pending.value = undefined;
    const batch = await notices.attempt(() => send(upload, target));
    if (batch === undefined) return;
    if (upload === arrived.value) arrived.value = undefined;
    if (upload.kind === 'files' && batch === null) notices.say('notice.nothingAdded');
    if (batch === null) return;
    nextOptions.forget(target.destination);
    await notices.attempt(() => destinations.noteUse(target.destination));
  }

  async function send(upload: PendingUpload, target: AddFilesRequest): Promise<number | null> {
    const { batches } = useClient().call;
    if (upload.kind === 'choose-files') return await batches.chooseFiles(target);
    if (upload.kind === 'choose-folders') return await batches.chooseFolders(target);
    if (upload.kind === 'handed-over') {
      return await batches.addHandedOver({ id: upload.id, target });
    }
    const batch = await useClient().addFiles(target, upload.files);
    return batch ?? (await sendBytes(upload.files, target));
  }

  /**
   * Uploads files without a path, such as a picture dragged out of a browser, as one batch. A
   * failed file does not stop the others.
   */
  async function sendBytes(
    files: readonly File[],
    target: AddFilesRequest,
  ): Promise<number | null> {
    let batch: number | null = null;
    const names = namesApart(files.map(({ name }) => name));
    for (const [index, file] of files.entries()) {
      const added = await notices.attempt(async () => {
        const bytes = new Uint8Array(await file.arrayBuffer());
        const joined = batch === null ? {} : { batchId: batch };
        const name = names[index] ?? file.name;
        return await useClient().call.batches.addBlob({ target, name, bytes, ...joined });
      });
      batch ??= added ?? null;
    }
    return batch;
  }

  /** Makes an upload that has ended again. @returns the new batch */
  async function again(batchId: number): Promise<number | undefined> {
    const batch = await notices.attempt(() => useClient().call.batches.again(batchId));
    if (batch === null) notices.say('notice.nothingAdded');
    return batch ?? undefined;
  }

  /** Asks for the target of the files from outside the window. */
  function askForArrived(): void {
    if (arrived.value !== undefined) askWhere(arrived.value);
  }

  /** Starts what was dropped before there was a place; asks for files from outside the window. */
  async function goOnWithArrived(): Promise<void> {
    if (arrived.value?.kind === 'files') await add(arrived.value);
    else askForArrived();
  }

  /** Discards the items whose target is not chosen. */
  async function forgetArrived(): Promise<void> {
    const files = arrived.value;
    arrived.value = undefined;
    if (files?.kind !== 'handed-over') return;
    await notices.attempt(() => useClient().call.batches.forgetHandedOver(files.id));
  }

  /** Reads the clipboard's content and asks for the file name of its upload. */
  async function askToPaste(): Promise<void> {
    const content = await notices.attempt(() => useClient().call.batches.clipboard(undefined));
    if (content === undefined) return;
    if (content.kind === 'nothing') notices.say('notice.nothingToPaste');
    else pasteQuestion.value = content;
  }

  async function paste(target: AddFilesRequest, name: string | undefined): Promise<void> {
    pasteQuestion.value = undefined;
    const batch = await notices.attempt(() =>
      useClient().call.batches.paste({ target, ...(name !== undefined && { name }) }),
    );
    if (batch === null) notices.say('notice.nothingToPaste');
    else if (batch !== undefined) {
      nextOptions.forget(target.destination);
      notices.say('live.pasted');
    }
  }

  return {
    pending,
    sheetBegins,
    arrived,
    pasteQuestion,
    add,
    askWhere,
    start,
    again,
    askForArrived,
    goOnWithArrived,
    forgetArrived,
    askToPaste,
    paste,
  };
});
