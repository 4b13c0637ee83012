import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { UploadLine } from '../../../shared/ipc/picture.ts';
import type { ConflictPreview } from '../../../shared/ipc/views.ts';
import { type Client, useClient } from '../../bridge.ts';
import { useCommandsStore } from './commands.ts';
import { useDestinationsStore } from '../destinations.ts';
import { useNoticesStore } from '../notices.ts';

export type ConflictChoice = Parameters<Client['call']['batches']['answerConflicts']>[0]['policy'];

/** Files that already exist: one question for a whole upload. */
export const useConflictsStore = defineStore('conflicts', () => {
  const notices = useNoticesStore();
  const commands = useCommandsStore();
  const destinations = useDestinationsStore();
  /** The upload whose question is open. */
  const asked = shallowRef<UploadLine>();
  const preview = shallowRef<ConflictPreview>();

  function ask(upload: UploadLine): void {
    asked.value = upload;
    preview.value = undefined;
    void notices.attempt(async () => {
      const answer = await useClient().call.batches.conflicts(upload.batchId);
      if (asked.value === upload) preview.value = answer;
    });
  }

  function close(): void {
    asked.value = undefined;
  }

  /** @param remember whether the upload's destination uses this policy from now on */
  async function answer(policy: ConflictChoice, remember: boolean): Promise<void> {
    const upload = asked.value;
    close();
    if (upload === undefined) return;
    await notices.attempt(async () => {
      const selection = { batchId: upload.batchId };
      const answered = await useClient().call.batches.answerConflicts({ selection, policy });
      commands.offerUndo(answered, { one: 'undo.skip', many: 'undo.skip' });
      const saved = destinations.savedAs(upload);
      if (remember && saved !== undefined) {
        await destinations.save({ ...saved, conflictPolicy: policy });
      }
    });
  }

  return { asked, preview, ask, close, answer };
});
