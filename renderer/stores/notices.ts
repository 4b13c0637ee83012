import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { type ErrorRecord, toErrorRecord } from '../../shared/errors.ts';
import type { MessageKey } from '../locales/messages.ts';

/** A short-lived message: the success or the failure of a command. */
export interface Notice {
  readonly id: number;
  readonly text?: { readonly key: MessageKey; readonly count?: number };
  readonly error?: ErrorRecord;
}

export const useNoticesStore = defineStore('notices', () => {
  const notices = shallowRef<readonly Notice[]>([]);
  const lastId = ref(0);

  function add(notice: Omit<Notice, 'id'>): void {
    lastId.value += 1;
    notices.value = [...notices.value.slice(-3), { ...notice, id: lastId.value }];
  }

  function say(key: MessageKey, count?: number): void {
    add({ text: { key, ...(count !== undefined && { count }) } });
  }

  function dismiss(id: number): void {
    notices.value = notices.value.filter((notice) => notice.id !== id);
  }

  /** Runs `work` and shows its error, if any. Resolves with undefined after an error. */
  async function attempt<Value>(work: () => Promise<Value>): Promise<Value | undefined> {
    try {
      return await work();
    } catch (thrown) {
      add({ error: toErrorRecord(thrown) });
      return undefined;
    }
  }

  return { notices, said: computed(() => lastId.value > 0), say, dismiss, attempt };
});
