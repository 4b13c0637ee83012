import { describe, expect, it } from 'vitest';
import { useDestinationsStore } from '../../../../renderer/stores/destinations.ts';
import { useNoticesStore } from '../../../../renderer/stores/notices.ts';
import { useUploadsStore } from '../../../../renderer/stores/uploads/uploads.ts';
import type { Envelope } from '../../../../shared/ipc/define.ts';
import { inputsOf, openWindow } from '../../with-window.ts';

/** A window whose Files have no path, as pictures that were dragged out of a browser. */
async function openWithPictures(count: number, answer: (call: number) => Envelope<unknown>) {
  const { main } = await openWindow();
  let calls = 0;
  Object.assign(window, {
    ferry: {
      ...main,
      addFiles: () => Promise.resolve({ ok: true, value: null }),
      call: async (group: string, name: string, input: unknown) => {
        const made = await main.call(group, name, input);
        return name === 'addBlob' ? answer((calls += 1)) : made;
      },
    },
  });
  const files = Array.from({ length: count }, (_, index) => new File(['x'], `${index}.png`));
  const destinations = useDestinationsStore();
  const current = destinations.current;
  if (current === undefined) throw new Error('There is no destination');
  await useUploadsStore().start({ kind: 'files', files }, destinations.targetOf(current));
  const names = inputsOf(main, 'batches.addBlob').map((input) => (input as { name: string }).name);
  const joined = inputsOf(main, 'batches.addBlob').map(
    (input) => (input as { readonly batchId?: number }).batchId,
  );
  return { names, joined, notices: useNoticesStore().notices };
}

describe('pictures without a path', () => {
  it('row 77: are all added, however many main takes at once', async () => {
    const tooMany = { ok: false, error: { code: 'too-many-calls', retryAfter: 1 } } as const;
    const { names, notices } = await openWithPictures(30, (call) =>
      call % 3 === 0 ? tooMany : { ok: true, value: call },
    );
    expect([...new Set(names)]).toHaveLength(30);
    expect(notices).toEqual([]);
  });

  it('row 77: join the batch of the first one', async () => {
    const { joined } = await openWithPictures(3, (call) => ({ ok: true, value: 40 + call }));
    expect(joined).toEqual([undefined, 41, 41]);
  });

  it('stop no other one when one of them is refused, and the refusal is said', async () => {
    const tooLarge = { ok: false, error: { code: 'call-too-large' } } as const;
    const { names, notices } = await openWithPictures(3, (call) =>
      call === 2 ? tooLarge : { ok: true, value: call },
    );
    expect(names).toEqual(['0.png', '1.png', '2.png']);
    expect(notices.map(({ error }) => error?.code)).toEqual(['call-too-large']);
  });
});
