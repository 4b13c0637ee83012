import { flushPromises } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import BannerBar from '../../../renderer/components/banners/BannerBar.vue';
import { useDestinationsStore } from '../../../renderer/stores/destinations.ts';
import { useNavigationStore } from '../../../renderer/stores/navigation.ts';
import { useUploadsStore } from '../../../renderer/stores/uploads/uploads.ts';
import { studio } from '../fake-main.ts';
import { inputsOf, openWindow, show } from '../with-window.ts';

const id = 'bb9c2b4e-9f0c-4b0e-9a53-2f1f4f1d7a11';
const waiting = { kind: 'handed-over', id, count: 3 } as const;

async function openWith(accounts: readonly (typeof studio)[]) {
  const { main, pinia } = await openWindow({ accounts: [...accounts] });
  const banners = show(pinia, BannerBar);
  const press = async (text: string) => {
    const button = banners.findAll('button').find((one) => one.text() === text);
    await button?.trigger('click');
    await flushPromises();
  };
  return { main, banners, press, uploads: useUploadsStore(), navigation: useNavigationStore() };
}

describe('files from outside the window', () => {
  it('row 80: are spoken of while there is no account, and asked about when there is one', async () => {
    const { banners, press, uploads, navigation } = await openWith([]);
    navigation.go({ view: 'connect', waiting });
    await flushPromises();
    expect(banners.text()).toContain('3 files and folders wait until you choose where they go.');
    navigation.go({ view: 'transfers' });
    expect(uploads.pending).toBeUndefined();
    await press('Choose');
    expect(navigation.route).toEqual({ view: 'connect' });
  });

  it('row 80: still wait when the question is closed, and go up once it is answered', async () => {
    const { main, banners, press, uploads, navigation } = await openWith([studio]);
    navigation.go({ view: 'transfers', ask: waiting });
    expect(uploads.pending).toEqual(waiting);
    uploads.pending = undefined;
    await flushPromises();
    await press('Choose');
    expect(uploads.pending).toEqual(waiting);
    const destinations = useDestinationsStore();
    const [destination] = destinations.destinations;
    if (destination === undefined) throw new Error('There is no destination');
    const target = destinations.targetOf(destination);
    await uploads.start(waiting, target);
    expect(inputsOf(main, 'batches.addHandedOver')).toEqual([{ id, target }]);
    await flushPromises();
    expect(banners.text()).not.toContain('wait until you choose');
  });

  it('are asked about when an account has been connected', async () => {
    const { uploads, navigation } = await openWith([studio]);
    navigation.go({ view: 'connect', waiting });
    navigation.go({ view: 'transfers' });
    expect(uploads.pending).toEqual(waiting);
  });

  it('are forgotten on request', async () => {
    const { main, press, uploads, navigation } = await openWith([studio]);
    navigation.go({ view: 'transfers', ask: waiting });
    await flushPromises();
    await press('Do not upload');
    expect(inputsOf(main, 'batches.forgetHandedOver')).toEqual([id]);
    expect(uploads.arrived).toBeUndefined();
  });
});
