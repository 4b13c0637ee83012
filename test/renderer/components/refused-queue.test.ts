import { expect, it } from 'vitest';
import BannerStack from '../../../renderer/components/banners/BannerStack.vue';
import SidebarTotals from '../../../renderer/components/sidebar/SidebarTotals.vue';
import EmptyState from '../../../renderer/components/table/EmptyState.vue';
import { useProgressStore } from '../../../renderer/stores/progress.ts';
import { openWindow, show } from '../with-window.ts';

it('a queue that cannot be opened is no empty one: the window says why, and what to do', async () => {
  const { pinia } = await openWindow({ rows: 0 });
  const empty = show(pinia, EmptyState);
  const banners = show(pinia, BannerStack);
  expect(empty.text()).toContain('Drop files or folders here');
  expect(banners.text()).toBe('');
  useProgressStore().refusal = 'database-newer';
  await empty.vm.$nextTick();
  expect(empty.text()).toBe('The list cannot be read now.');
  expect(empty.find('button').exists()).toBe(false);
  expect(banners.text()).toBe(
    'The queue was written by a newer Ferry. Update Ferry. Nothing was changed.',
  );
});

it('before the queue is open nothing is said of what moves', async () => {
  const { pinia } = await openWindow({ rows: 0 });
  const progress = useProgressStore();
  const known = progress.latest;
  progress.latest = undefined;
  const totals = show(pinia, SidebarTotals);
  expect(totals.text()).toBe('Opening the queue…');
  progress.latest = known;
  await totals.vm.$nextTick();
  expect(totals.text()).toContain('Nothing moves');
});
