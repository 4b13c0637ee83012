import { describe, expect, it } from 'vitest';
import { useDestinationsStore } from '../../../../renderer/stores/destinations.ts';
import { useDropStore } from '../../../../renderer/stores/uploads/drop.ts';
import { useNavigationStore } from '../../../../renderer/stores/navigation.ts';
import { useUploadsStore } from '../../../../renderer/stores/uploads/uploads.ts';
import { studio } from '../../fake-main.ts';
import { inputsOf, openWindow } from '../../with-window.ts';

const files = [new File(['x'], 'a.txt')];
const nowhere = { destinations: [], currentDestination: null };

function bucketsOf(main: Awaited<ReturnType<typeof openWindow>>['main']) {
  return inputsOf(main, 'batches.addHandedOver').map((input) => {
    return (input as { target: { destination: { bucket: string } } }).target.destination.bucket;
  });
}

describe('dropped files', () => {
  it('go to the place under the pointer, which becomes the last used and not the target', async () => {
    const { main } = await openWindow();
    const destinations = useDestinationsStore();
    await useDropStore().drop(files, { kind: 'place', id: 'two' }, false);
    expect(bucketsOf(main)).toEqual(['备份']);
    expect(destinations.current?.id).toBe('one');
    expect(destinations.destinations.map(({ usedAt }) => usedAt !== undefined)).toEqual([
      ...[false, true, false],
    ]);
  });

  it('go to the target from anywhere else, and wait for options on request', async () => {
    const { main } = await openWindow();
    const uploads = useUploadsStore();
    await useDropStore().drop(files, { kind: 'target' }, false);
    expect(bucketsOf(main)).toEqual(['media-prod']);
    for (const [over, ask, begins] of [
      [{ kind: 'options' }, false, undefined],
      [{ kind: 'target' }, true, undefined],
      [{ kind: 'new' }, false, 'new'],
    ] as const) {
      uploads.pending = undefined;
      await useDropStore().drop(files, over, ask);
      expect(uploads.pending).toEqual({ kind: 'files', files });
      expect(uploads.sheetBegins).toBe(begins);
    }
    expect(bucketsOf(main)).toHaveLength(1);
  });

  it('wait without a place, and start once one is chosen', async () => {
    const { main } = await openWindow({ accounts: [], preferences: nowhere });
    const uploads = useUploadsStore();
    const navigation = useNavigationStore();
    await useDropStore().drop(files, { kind: 'target' }, false);
    expect(uploads.arrived).toEqual({ kind: 'files', files });
    navigation.go({ view: 'connect' });
    main.notify.accounts.changed([studio]);
    const place = { accountId: 'studio', bucket: 'fresh', prefix: '' };
    await useDestinationsStore().save({
      ...{ ...place, id: 'fresh', conflictPolicy: 'ask', options: {} },
    });
    navigation.go({ view: 'transfers' });
    await expect.poll(() => bucketsOf(main)).toEqual(['fresh']);
    expect(uploads.arrived).toBeUndefined();
  });

  it('are forgotten on request', async () => {
    const { main } = await openWindow({ accounts: [], preferences: nowhere });
    const uploads = useUploadsStore();
    await useDropStore().drop(files, { kind: 'target' }, false);
    await uploads.forgetArrived();
    expect(uploads.arrived).toBeUndefined();
    expect(inputsOf(main, 'batches.forgetHandedOver')).toEqual([]);
  });
});
