import { flushPromises } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import BucketView from '../../../renderer/components/place/BucketView.vue';
import { useDestinationsStore } from '../../../renderer/stores/destinations.ts';
import type { FakeMainOptions } from '../fake-main.ts';
import { inputsOf, openWindow, show } from '../with-window.ts';

async function openBucket(id: string, options: FakeMainOptions = {}) {
  const opened = await openWindow(options);
  const place = useDestinationsStore().destinations.find((one) => one.id === id);
  const view = show(opened.pinia, BucketView, { place });
  await flushPromises();
  const names = () => view.findAll('[role=row] .name').map((one) => one.text());
  const press = async (text: string) => {
    await view
      .findAll('button')
      .find((one) => one.text() === text)
      ?.trigger('click');
    await flushPromises();
  };
  const key = async (row: number, name: string) => {
    await view.findAll('[role=row]:not(.heads)')[row]?.trigger('keydown', { key: name });
    await flushPromises();
  };
  return { ...opened, view, names, press, key };
}

describe('what a bucket holds', () => {
  it('is listed with folders first, without the marker of the folder itself', async () => {
    const { names, view } = await openBucket('one');
    expect(names().slice(0, 3)).toEqual(['day-1', '第二天', 'A7R04510.jpg']);
    expect(names()).toHaveLength(9);
    expect(view.text()).toContain('8.14 MB');
    expect(view.text()).toContain('Infrequent Access');
    expect(view.text()).toContain('Cold Archive');
  });

  it('is read page by page, in both directions', async () => {
    const { main, names, press } = await openBucket('one');
    await press('Next page');
    expect(inputsOf(main, 'bucket.list').at(-1)).toMatchObject({ prefix: '2026/', after: 'more-' });
    expect(names()[0]).toBe('more-A7R04510.jpg');
    await press('Previous page');
    expect(inputsOf(main, 'bucket.list').at(-1)).not.toHaveProperty('after');
    expect(names()[0]).toBe('day-1');
  });

  it('is entered folder by folder, and left by the path or a key', async () => {
    const { main, press, key, view } = await openBucket('one');
    const asked = () => inputsOf(main, 'bucket.list').map((one) => (one as Asked).prefix);
    await key(0, 'Enter');
    await key(1, 'ArrowRight');
    expect(view.find('nav').text()).toContain('day-1');
    expect(view.find('nav').text()).toContain('第二天');
    await press('day-1');
    await key(0, 'Backspace');
    expect(asked()).toEqual([
      ...['2026/', '2026/day-1/', '2026/day-1/第二天/', '2026/day-1/', '2026/'],
    ]);
    // Above the prefix of the place there is nothing to see.
    await key(0, 'Backspace');
    expect(asked()).toHaveLength(5);
  });

  it('is opened in the browser, and its link is copied', async () => {
    const { main, key, press } = await openBucket('one');
    await key(2, 'Enter');
    await press('Copy link');
    const object = { accountId: 'studio', bucket: 'media-prod', key: '2026/A7R04510.jpg' };
    expect(inputsOf(main, 'bucket.open')).toEqual([object]);
    expect(inputsOf(main, 'bucket.copyLink')).toEqual([object]);
  });

  it('is calmly not shown to keys that may only upload', async () => {
    const { view } = await openBucket('two');
    expect(view.text()).toContain('These keys may upload, but not list');
    expect(view.text()).toContain('Uploads to this place work as usual.');
    expect(view.find('[role=grid]').exists()).toBe(false);
  });

  it('that cannot be read says why, and is read again on request', async () => {
    const { main, view, press } = await openBucket('one', { unreachable: 'bucket.list' });
    expect(view.text()).toContain('Try again');
    await press('Try again');
    expect(inputsOf(main, 'bucket.list')).toHaveLength(2);
  });
});

interface Asked {
  readonly prefix: string;
}
