import { describe, expect, it } from 'vitest';
import { useDestinationsStore } from '../../../renderer/stores/destinations.ts';
import { useUndoStore } from '../../../renderer/stores/uploads/undo.ts';
import { useUploadsStore } from '../../../renderer/stores/uploads/uploads.ts';
import { useNavigationStore } from '../../../renderer/stores/navigation.ts';
import { usePictureStore } from '../../../renderer/stores/uploads/picture.ts';
import { inputsOf, openWindow } from '../with-window.ts';

const fresh = {
  ...{ id: 'four', accountId: 'studio', bucket: 'new', prefix: 'a/b/' },
  ...{ conflictPolicy: 'ask' as const, options: {} },
};
describe('the undo of a change', () => {
  it('brings a removed destination back to its place, and makes it the target again', async () => {
    await openWindow();
    const destinations = useDestinationsStore();
    const before = destinations.destinations;
    await destinations.remove('one');
    await useUndoStore().undo();
    expect(destinations.destinations).toMatchObject(before);
    expect(destinations.current?.id).toBe('one');
  });

  it('gives a changed destination its old options', async () => {
    await openWindow();
    const destinations = useDestinationsStore();
    const before = destinations.destinations;
    const [, two] = before;
    if (two === undefined) throw new Error('There is no second destination');
    await destinations.save({ ...two, prefix: 'other/' });
    expect(destinations.destinations[1]?.prefix).toBe('other/');
    await useUndoStore().undo();
    expect(destinations.destinations).toMatchObject(before);
  });
});

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

describe('a destination that is saved', () => {
  it('does not become the target of the next upload', async () => {
    await openWindow();
    const destinations = useDestinationsStore();
    await destinations.save(fresh);
    const [, second] = destinations.destinations;
    if (second === undefined) throw new Error('There is no second destination.');
    await destinations.save({ ...second, name: 'Archive' });
    expect(destinations.current?.id).toBe('one');
    expect(destinations.nameOf(second)).toBe('Archive');
  });

  it('becomes the target where there is none', async () => {
    await openWindow({ preferences: { destinations: [], currentDestination: null } });
    const destinations = useDestinationsStore();
    await destinations.save(fresh);
    expect(destinations.current?.id).toBe('four');
  });

  it('gets the hue that the fewest others have, and keeps it when they are sorted', async () => {
    await openWindow();
    const destinations = useDestinationsStore();
    const before = destinations.destinations.map(destinations.hueOf);
    await destinations.save(fresh);
    const hue = destinations.hueOf(fresh);
    expect(before).not.toContain(hue);
    await destinations.moveTo('four', 0);
    expect(destinations.destinations.map(({ id }) => id)).toEqual(['four', 'one', 'two', 'three']);
    expect(destinations.destinations.map(destinations.hueOf)).toEqual([hue, ...before]);
  });

  it('is named by its bucket and its last folder until the user names it', async () => {
    await openWindow();
    const destinations = useDestinationsStore();
    await destinations.save(fresh);
    expect(destinations.nameOf(fresh)).toBe('new/b');
    await destinations.save({ ...fresh, name: 'Wedding / 2026' });
    expect(destinations.nameOf(fresh)).toBe('Wedding / 2026');
  });
});

describe('the order of destinations', () => {
  it('has two ends', async () => {
    const { main } = await openWindow();
    const destinations = useDestinationsStore();
    const changes = () => inputsOf(main, 'app.changePreferences').length;
    await destinations.move('one', -1);
    await destinations.move('three', 1);
    expect(changes()).toBe(0);
    await destinations.moveTo('one', 99);
    expect(destinations.destinations.map(({ id }) => id)).toEqual(['two', 'three', 'one']);
  });
});

describe('the target', () => {
  it('is the open place, and the chosen one again in the list of all', async () => {
    await openWindow();
    const destinations = useDestinationsStore();
    const navigation = useNavigationStore();
    navigation.openPlace('two');
    expect(destinations.target?.id).toBe('two');
    expect(destinations.current?.id).toBe('one');
    navigation.go({ view: 'transfers' });
    expect(destinations.target?.id).toBe('one');
  });

  it('that is chosen while another place is open ends the view of that place', async () => {
    await openWindow();
    const destinations = useDestinationsStore();
    const navigation = useNavigationStore();
    navigation.openPlace('two');
    await navigation.makeTarget('three');
    expect(destinations.target?.id).toBe('three');
    expect(navigation.openedPlace).toBeUndefined();
    navigation.openPlace('two');
    await navigation.makeTarget('two');
    expect(navigation.openedPlace).toBe('two');
  });

  it('leaves a place open that is opened until main has answered', async () => {
    await openWindow();
    const destinations = useDestinationsStore();
    const navigation = useNavigationStore();
    const made = navigation.makeTarget('three');
    navigation.openPlace('two');
    await made;
    expect(destinations.current?.id).toBe('three');
    expect(navigation.openedPlace).toBe('two');
  });

  it('is no removed place, whose view ends', async () => {
    await openWindow();
    const navigation = useNavigationStore();
    navigation.openPlace('two');
    await navigation.removePlace('two');
    expect(usePictureStore().view).toMatchObject({ kind: 'uploads' });
    expect(navigation.openedPlace).toBeUndefined();
    expect(useDestinationsStore().target?.id).toBe('one');
  });
});
