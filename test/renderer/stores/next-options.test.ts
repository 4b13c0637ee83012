import { describe, expect, it } from 'vitest';
import { useDestinationsStore } from '../../../renderer/stores/destinations.ts';
import { useNextOptionsStore } from '../../../renderer/stores/next-options.ts';
import { useUploadsStore } from '../../../renderer/stores/uploads/uploads.ts';
import { inputsOf, openWindow } from '../with-window.ts';

const files = [new File(['x'], 'a.txt')];

async function openWithNext() {
  const { main } = await openWindow();
  const destinations = useDestinationsStore();
  const [one, two] = destinations.destinations;
  if (one === undefined || two === undefined) throw new Error('There are no two places.');
  const next = useNextOptionsStore();
  next.set('one', { conflictPolicy: 'skip', options: { storageClass: 'IA' } });
  const sent = () =>
    inputsOf(main, 'batches.addHandedOver').map((input) => {
      const { target } = input as { target: { conflictPolicy: string; options: object } };
      return [target.conflictPolicy, target.options];
    });
  return { one, two, next, sent, uploads: useUploadsStore() };
}

describe('options of the next upload', () => {
  it('hold for one upload to their place, and the place keeps its own', async () => {
    const { one, next, sent, uploads } = await openWithNext();
    expect(next.changes(one)).toBe(true);
    await uploads.add({ kind: 'files', files });
    await uploads.add({ kind: 'files', files });
    expect(sent()).toEqual([
      ['skip', { storageClass: 'IA' }],
      ['ask', {}],
    ]);
    expect(next.changes(one)).toBe(false);
  });

  it('wait while uploads go to other places', async () => {
    const { one, two, next, sent, uploads } = await openWithNext();
    await uploads.add({ kind: 'files', files }, false, two);
    expect(sent()).toEqual([['ask', {}]]);
    expect(next.changes(one)).toBe(true);
    next.forget(one);
    expect(next.optionsOf(one)).toMatchObject({ conflictPolicy: 'ask' });
  });
});
