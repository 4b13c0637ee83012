import { flushPromises } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import OptionsForm from '../../../renderer/components/toolbar/OptionsForm.vue';
import { usePlaceAddress } from '../../../renderer/composables/forms/use-place-address.ts';
import { useDestinationsStore } from '../../../renderer/stores/destinations.ts';
import { useNavigationStore } from '../../../renderer/stores/navigation.ts';
import { useNextOptionsStore } from '../../../renderer/stores/next-options.ts';
import { inputsOf, openWindow, show } from '../with-window.ts';

async function openForm() {
  const { pinia } = await openWindow();
  const destinations = useDestinationsStore();
  const next = useNextOptionsStore();
  next.set('one', { conflictPolicy: 'skip', options: { acl: 'private' } });
  const [place] = destinations.destinations;
  if (place === undefined) throw new Error('There is no place.');
  const form = show(pinia, OptionsForm, { place });
  const press = async (text: string) => {
    await form
      .findAll('button')
      .find((one) => one.text() === text)
      ?.trigger('click');
    await flushPromises();
  };
  const submit = async () => {
    await form.find('form').trigger('submit');
    await flushPromises();
  };
  return { form, press, submit, next, place, destinations };
}

describe('the options of the toolbar', () => {
  it('hold for the next upload', async () => {
    const { submit, next, place, destinations } = await openForm();
    await submit();
    expect(next.changes(place)).toBe(true);
    expect(destinations.destinations[0]).toMatchObject({ conflictPolicy: 'ask', options: {} });
  });

  it('are kept for the place on request', async () => {
    const { form, submit, next, place, destinations } = await openForm();
    await form.find('[role=checkbox]').trigger('click');
    await submit();
    expect(next.changes(place)).toBe(false);
    expect(destinations.destinations[0]).toMatchObject({
      ...{ conflictPolicy: 'skip', options: { acl: 'private' } },
    });
  });

  it('show what the place keeps after a reset, and lead to all its options', async () => {
    const { form, press, next, place } = await openForm();
    expect(form.text()).toContain('Private');
    await press('Reset');
    expect(form.text()).not.toContain('Private');
    expect(next.changes(place)).toBe(false);
    await press('All options of the place…');
    expect(useNavigationStore().destinationForm).toBe('one');
  });
});

describe('the way of the data of a place', () => {
  it('is one of the addresses of OSS, stored in the account', async () => {
    const { main } = await openWindow();
    const address = usePlaceAddress({ accountId: 'studio', bucket: 'media-prod' });
    expect(address.ways.value).toEqual(['account', 'internal', 'accelerate']);
    await address.save();
    expect(inputsOf(main, 'accounts.save')).toEqual([]);
    address.way.value = 'accelerate';
    await address.save();
    expect(inputsOf(main, 'accounts.save')).toMatchObject([
      {
        id: 'studio',
        dataAddresses: {
          'media-prod': {
            endpoint: 'https://oss-accelerate.aliyuncs.com',
            addressing: 'virtual-host',
          },
        },
      },
    ]);
    expect(address.way.value).toBe('accelerate');
    address.way.value = 'account';
    await address.save();
    expect(inputsOf(main, 'accounts.save').at(-1)).toMatchObject({ dataAddresses: {} });
  });

  it('is not offered where the account is not at OSS', async () => {
    await openWindow();
    expect(usePlaceAddress({ accountId: 'sandbox', bucket: 'b' }).ways.value).toBeUndefined();
  });
});
