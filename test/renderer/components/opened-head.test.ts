import { flushPromises } from '@vue/test-utils';
import { expect, it, vi } from 'vitest';
import { useNavigationStore } from '../../../renderer/stores/navigation.ts';
import TransfersView from '../../../renderer/views/TransfersView.vue';
import { openWindow, show } from '../with-window.ts';

const gate = vi.hoisted(() => Promise.withResolvers<undefined>());
vi.mock('../../../renderer/components/opened/OpenedSlots.vue', async (original) => {
  await gate.promise;
  return await original();
});

it('is loaded before a file is drawn, which it would move', async () => {
  const { picture, pinia } = await openWindow();
  useNavigationStore().openUpload(9003);
  await flushPromises();
  expect(picture.opened).toBeDefined();
  const view = show(pinia, TransfersView);
  await flushPromises();
  expect(view.find('.file').exists()).toBe(false);
  gate.resolve(undefined);
  await vi.waitUntil(() => view.find('.file').exists(), { timeout: 30_000 });
  expect(view.find('.file-filters').exists()).toBe(true);
});
