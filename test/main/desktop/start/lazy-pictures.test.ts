import { expect, it } from 'vitest';
import { createLazyPictures } from '../../../../main/desktop/start/lazy-pictures.ts';

type Load = Parameters<typeof createLazyPictures>[1];

function open() {
  const queue = Promise.withResolvers<undefined>();
  const calls: string[] = [];
  const load: Load = () => {
    calls.push('load');
    return Promise.resolve({
      handlers: {
        ask: () => Promise.reject(new Error('unused')),
        keysBetween: ({ first, last }) => Promise.resolve([first, last]),
      },
      askOfPanel: () => Promise.reject(new Error('unused')),
      selection: () => Promise.resolve({ ids: [7] }),
      run: () => Promise.resolve(3),
      remove: () => Promise.resolve({ files: 1, undo: 5 }),
      moveToFront: () => Promise.resolve({ files: 2 }),
      answer: (_message, policy) => Promise.resolve({ files: policy === 'skip' ? 4 : 0 }),
      async *rowsOf() {
        yield await Promise.resolve([]);
      },
      undo: (number) => Promise.resolve(number === 5),
      redraw: () => {
        calls.push('redraw');
      },
    });
  };
  return { queue, calls, pictures: createLazyPictures(queue.promise, load) };
}

it('loads the pictures with the first call, once, and passes every call on', async () => {
  const { calls, pictures } = open();
  pictures.redraw();
  expect(calls).toEqual([]);
  expect(await pictures.handlers.keysBetween({ first: 2, last: 4 })).toEqual([2, 4]);
  expect(await pictures.selection()).toEqual({ ids: [7] });
  expect(await pictures.run('pause', { ids: [7] })).toBe(3);
  expect(await pictures.remove({ ids: [7] })).toEqual({ files: 1, undo: 5 });
  expect(await pictures.moveToFront({ ids: [7] })).toEqual({ files: 2 });
  expect(await pictures.answer({ batchId: 1 }, 'skip')).toEqual({ files: 4 });
  for await (const rows of pictures.rowsOf('links', { all: true }, ['done'])) {
    expect(rows).toEqual([]);
  }
  expect(await pictures.undo(5)).toBe(true);
  pictures.redraw();
  await pictures.selection();
  expect(calls).toEqual(['load', 'redraw']);
});

it('loads the pictures when the queue is open, also without a page', async () => {
  const { queue, calls } = open();
  queue.resolve(undefined);
  await queue.promise;
  expect(calls).toEqual(['load']);
});

it('passes on why the pictures could not be loaded', async () => {
  const pictures = createLazyPictures(Promise.reject(new Error('no queue')), () =>
    Promise.reject(new Error('no file')),
  );
  pictures.redraw();
  await expect(pictures.selection()).rejects.toThrow('no file');
  pictures.redraw();
});
