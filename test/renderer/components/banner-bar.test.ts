import { flushPromises } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import { h } from 'vue';
import BannerBar from '../../../renderer/components/banners/BannerBar.vue';
import { openWindow, show } from '../with-window.ts';
import { errorOf } from '../fake-rows.ts';

const blocked = [
  { accountId: 'studio', why: 'offline', error: errorOf('offline') },
  { accountId: 'sandbox', why: 'credentials', error: errorOf('credentials-expired') },
] as const;

async function openBar() {
  const { main, pinia } = await openWindow();
  const bar = show(pinia, { render: () => h(BannerBar, undefined, () => 'Uploads') });
  const row = () => bar.get('.banner-bar');
  return { main, row };
}

describe('the row of notices', () => {
  it('says what the list is while there is no notice', async () => {
    const { main, row } = await openBar();
    expect(row().text()).toBe('Uploads');
    main.push({ diskFull: true });
    await flushPromises();
    expect(row().text()).toBe(
      'The disk that holds the queue is full. Free some space; uploads go on by themselves.',
    );
    main.push({ diskFull: false });
    await flushPromises();
    expect(row().text()).toBe('Uploads');
  });

  it('has the most urgent of several, and shows all of them on request', async () => {
    const { main, row } = await openBar();
    main.push({ blocked, diskFull: true });
    await flushPromises();
    expect(row().get('p').text()).toContain('The disk that holds the queue is full.');
    const more = row()
      .findAll('button')
      .find((one) => one.text() === '2 more');
    await more?.trigger('click');
    await flushPromises();
    const texts = [...document.querySelectorAll('.banner-list p')].map((one) => one.textContent);
    expect(texts).toEqual([
      expect.stringContaining('The disk that holds the queue is full.'),
      expect.stringContaining('no longer accepts its keys'),
      expect.stringContaining('Studio cannot be reached.'),
    ]);
  });

  it('brings no other buttons while the pointer is on it', async () => {
    const { main, row } = await openBar();
    main.push({ state: 'paused' });
    await flushPromises();
    await row().trigger('pointerenter');
    main.push({ state: 'paused', diskFull: true });
    await flushPromises();
    expect(row().get('p').text()).toContain('Everything is paused.');
    expect(row().text()).toContain('1 more');
    await row().trigger('pointerleave');
    expect(row().get('p').text()).toContain('The disk that holds the queue is full.');
  });
});
