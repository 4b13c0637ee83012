import { describe, expect, it } from 'vitest';
import { useDestinationsStore } from '../../../renderer/stores/destinations.ts';
import { useUploadsStore } from '../../../renderer/stores/uploads.ts';
import { inputsOf, openWindow } from '../with-window.ts';

describe('a destination that is removed', () => {
  it('row 80: makes no other one the target, so the next upload asks', async () => {
    const { main } = await openWindow();
    const destinations = useDestinationsStore();
    await destinations.remove('one');
    expect(destinations.destinations.map(({ id }) => id)).toEqual(['two', 'three']);
    expect(destinations.current).toBeUndefined();
    const uploads = useUploadsStore();
    const files = [new File(['x'], 'a.txt')];
    await uploads.add({ kind: 'files', files });
    expect(uploads.pending).toEqual({ kind: 'files', files });
    expect(inputsOf(main, 'batches.addHandedOver')).toEqual([]);
  });

  it('leaves the target alone when it is another one', async () => {
    await openWindow();
    const destinations = useDestinationsStore();
    await destinations.remove('two');
    expect(destinations.current?.id).toBe('one');
  });
});
