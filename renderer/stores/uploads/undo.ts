import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { MessageKey } from '../../locales/messages.ts';
import { useNoticesStore } from '../notices.ts';

/** What can be undone: the words of the command, and its undo. */
export interface UndoOffer {
  readonly text: MessageKey;
  readonly count?: number;
  readonly name?: string;
  /** Resolves with false when it is too late. */
  readonly undo: () => Promise<unknown>;
}

/** Milliseconds that an undo is offered. */
export const offeredFor = 10_000;

/**
 * What the user can undo: each command for ten seconds, the newest first. The last one stays longer
 * under the pointer.
 */
export const useUndoStore = defineStore('undo', () => {
  const notices = useNoticesStore();
  const offers = shallowRef<readonly (UndoOffer & { readonly until: number })[]>([]);
  let held = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function expire(): void {
    clearTimeout(timer);
    const now = Date.now();
    offers.value = offers.value.filter(({ until }) => until > now);
    const next = offers.value[0];
    if (next !== undefined) timer = setTimeout(expire, next.until - now);
  }

  function offer(one: UndoOffer): void {
    offers.value = [...offers.value, { ...one, until: Date.now() + offeredFor }];
    if (!held) expire();
  }

  /** Keeps the offers while the pointer or the focus is on them. */
  function hold(on: boolean): void {
    held = on;
    clearTimeout(timer);
    if (!on) timer = setTimeout(expire, 1500);
  }

  /** Undoes the newest command that can be undone. */
  async function undo(): Promise<void> {
    const last = offers.value.at(-1);
    if (last === undefined) return;
    offers.value = offers.value.slice(0, -1);
    held = false;
    expire();
    const undone = await notices.attempt(last.undo);
    if (undone === false) notices.say('undo.tooLate');
  }

  function dismiss(): void {
    offers.value = offers.value.slice(0, -1);
  }

  return { newest: computed(() => offers.value.at(-1)), offer, hold, undo, dismiss };
});
