import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { type ErrorCode, type ErrorRecord, toErrorRecord } from '../../shared/errors.ts';
import type { MessageKey } from '../locales/messages.ts';

export interface CountedText {
  readonly key: MessageKey;
  readonly count?: number;
}

/** A short-lived message: the success or the failure of a command. */
export interface Notice {
  readonly id: number;
  readonly text?: CountedText;
  /** What else to know about a success. */
  readonly more?: readonly CountedText[];
  /** The reason, after `more`. */
  readonly cause?: ErrorCode;
  readonly error?: ErrorRecord;
}

export const useNoticesStore = defineStore('notices', () => {
  const notices = shallowRef<readonly Notice[]>([]);
  const lastId = ref(0);
  /** Notices above the lists that the user has closed, by id. */
  const hidden = shallowRef<readonly string[]>([]);

  function add(notice: Omit<Notice, 'id'>): void {
    lastId.value += 1;
    notices.value = [...notices.value.slice(-3), { ...notice, id: lastId.value }];
  }

  function say(key: MessageKey, count?: number, also: Pick<Notice, 'more' | 'cause'> = {}): void {
    add({ text: { key, ...(count !== undefined && { count }) }, ...also });
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

  return { notices, hidden, said: computed(() => lastId.value > 0), say, dismiss, attempt };
});
