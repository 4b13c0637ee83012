import { flushPromises } from '@vue/test-utils';
import { expect, it, vi } from 'vitest';
import ListFilters from '../../../renderer/components/list/ListFilters.vue';
import UiSelect from '../../../renderer/components/ui/UiSelect.vue';
import { openWindow, show } from '../with-window.ts';

it('narrows the list by result, date and place, each beside the others, and clears them', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(2026, 10, 22, 10, 45) });
  const { pinia, picture } = await openWindow();
  const shown = show(pinia, ListFilters);
  const order = ['Result', 'Date', 'Place'];
  const choose = async (label: string, value: string): Promise<void> => {
    shown.findAllComponents(UiSelect)[order.indexOf(label)]?.vm.$emit('update:modelValue', value);
    await flushPromises();
  };
  const narrowed = () => {
    const { view } = picture;
    return view.kind === 'uploads' ? [view.result, view.from, view.place] : [];
  };
  const clear = () => shown.find('button.clear');
  expect(narrowed()).toEqual([undefined, undefined, undefined]);
  expect(clear().exists()).toBe(false);

  await choose('Result', 'failed');
  await choose('Date', 'week');
  await choose('Place', 'two');
  const monday = new Date(2026, 10, 16).getTime();
  expect(narrowed()).toEqual(['failed', monday, 'two']);

  await choose('Date', 'today');
  expect(narrowed()).toEqual(['failed', new Date(2026, 10, 22).getTime(), 'two']);
  await choose('Result', 'any');
  expect(narrowed()[0]).toBeUndefined();

  await clear().trigger('click');
  expect(narrowed()).toEqual([undefined, undefined, undefined]);
  vi.useRealTimers();
});
