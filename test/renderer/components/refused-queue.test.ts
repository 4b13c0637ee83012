import { expect, it } from 'vitest';
import BannerBar from '../../../renderer/components/banners/BannerBar.vue';
import EmptyList from '../../../renderer/components/list/EmptyList.vue';
import StatusBlock from '../../../renderer/components/sidebar/StatusBlock.vue';
import { openWindow, show } from '../with-window.ts';

it('a queue that cannot be opened is no empty one: the window says why, and what to do', async () => {
  const { pinia, picture } = await openWindow({ picture: { state: 'empty' } });
  const empty = show(pinia, EmptyList);
  const banners = show(pinia, BannerBar);
  expect(empty.text()).toContain('Drop files or folders anywhere in this window.');
  expect(banners.text()).toBe('');
  picture.refusal = 'database-newer';
  await empty.vm.$nextTick();
  expect(empty.text()).toBe('The list cannot be read now.');
  expect(empty.find('button').exists()).toBe(false);
  expect(banners.text()).toBe(
    'The queue was written by a newer Ferry. Update Ferry. Nothing was changed.',
  );
});

it('before the queue is open nothing is said of what moves', async () => {
  const { pinia, picture } = await openWindow({ picture: { state: 'idle' } });
  const known = picture.picture;
  picture.picture = undefined;
  const status = show(pinia, StatusBlock);
  expect(status.text()).toContain('Opening the queue…');
  picture.picture = known;
  await status.vm.$nextTick();
  expect(status.text()).toContain('Idle');
  expect(status.text()).not.toContain('Opening');
});
