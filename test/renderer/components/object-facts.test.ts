import { flushPromises } from '@vue/test-utils';
import { expect, it } from 'vitest';
import ObjectFacts from '../../../renderer/components/details/ObjectFacts.vue';
import { inputsOf, openWindow, show } from '../with-window.ts';

it('asks OSS about an object on demand only, and shows the modification time of the file', async () => {
  const { main, pinia } = await openWindow();
  const view = show(pinia, ObjectFacts, { id: 7 });
  expect(inputsOf(main, 'transfers.headObject')).toEqual([]);
  await view.get('button').trigger('click');
  await flushPromises();
  expect(inputsOf(main, 'transfers.headObject')).toEqual([7]);
  expect(view.text()).toContain('File modified');
  expect(view.text()).toMatch(/2023/);
});
