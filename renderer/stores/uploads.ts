import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { ClipboardContent, HandedOverRequest, UploadRequest } from '../../shared/ipc/views.ts';
import { type AddFilesRequest, useClient } from '../bridge.ts';
import { namesApart } from '../model/names/names-apart.ts';
import { useDestinationsStore } from './destinations.ts';
import { useNoticesStore } from './notices.ts';
import { usePreferencesStore } from './preferences.ts';

/** The source of an upload while the user chooses its target. */
export type PendingUpload =
  { readonly kind: 'files'; readonly files: readonly File[] } | UploadRequest;

type Pasteable = Exclude<ClipboardContent, { readonly kind: 'nothing' }>;

/** All actions that add to the queue: drops, buttons, the clipboard. */
export const useUploadsStore = defineStore('uploads', () => {
  const destinations = useDestinationsStore();
  const preferences = usePreferencesStore();
  const notices = useNoticesStore();
  /** The source for which the upload sheet is open. */
  const pending = shallowRef<PendingUpload>();
  /** Files from outside the window whose target is not chosen yet. */
  const arrived = shallowRef<HandedOverRequest>();
  const pasteQuestion = shallowRef<Pasteable>();

  /** Uploads to the current destination, or asks for the target first. */
  async function add(upload: PendingUpload, ask = false): Promise<void> {
    const destination = destinations.target;
    const mustAsk = ask || (upload.kind === 'files' && preferences.preferences.askOnDrop);
    if (mustAsk || destination === undefined) pending.value = upload;
    else await start(upload, destinations.targetOf(destination));
  }

  async function start(upload: PendingUpload, target: AddFilesRequest): Promise<void> {
    pending.value = undefined;
    const batch = await notices.attempt(() => send(upload, target));
    if (batch === undefined) return;
    if (upload.kind === 'handed-over') arrived.value = undefined;
    if (upload.kind === 'files' && batch === null) notices.say('notice.nothingAdded');
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

  /** Asks for the target of the files from outside the window. */
  function askForArrived(): void {
    if (arrived.value !== undefined) pending.value = arrived.value;
  }

  /** Discards the files from outside the window. */
  async function forgetArrived(): Promise<void> {
    const files = arrived.value;
    if (files === undefined) return;
    arrived.value = undefined;
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
    else if (batch !== undefined) notices.say('live.pasted');
  }

  return {
    pending,
    arrived,
    pasteQuestion,
    add,
    start,
    askForArrived,
    forgetArrived,
    askToPaste,
    paste,
  };
});
