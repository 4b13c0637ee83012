import type { Pictures } from '../picture/picture-handlers.ts';

/**
 * Loads the code of the pictures once: with the first question of the page, or when the queue is
 * open. A window without a page needs it too, for the commands that the last start left.
 *
 * @param ready resolves when the queue is open
 */
export function createLazyPictures(
  ready: Promise<unknown>,
  load: () => Promise<Pictures>,
): Pictures {
  let loading: Promise<Pictures> | undefined;
  const loaded = () => (loading ??= load());
  // Without a queue there is nothing to show; the calls of the page report why.
  ready.then(loaded).catch(() => undefined);

  return {
    handlers: {
      ask: async (question) => await (await loaded()).handlers.ask(question),
      keysBetween: async (range) => await (await loaded()).handlers.keysBetween(range),
    },
    askOfPanel: async (question) => await (await loaded()).askOfPanel(question),
    selection: async () => await (await loaded()).selection(),
    run: async (what, message) => await (await loaded()).run(what, message),
    remove: async (message) => await (await loaded()).remove(message),
    moveToFront: async (message) => await (await loaded()).moveToFront(message),
    answer: async (message, policy) => await (await loaded()).answer(message, policy),
    async *rowsOf(...walk) {
      yield* (await loaded()).rowsOf(...walk);
    },
    undo: async (number) => await (await loaded()).undo(number),
    // A page that never asked missed nothing.
    redraw: () => {
      loading
        ?.then((pictures) => {
          pictures.redraw();
        })
        .catch(() => undefined);
    },
  };
}
