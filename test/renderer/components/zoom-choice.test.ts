import { flushPromises } from '@vue/test-utils';
import { expect, it } from 'vitest';
import GeneralSettings from '../../../renderer/components/settings/GeneralSettings.vue';
import { openWindow, show } from '../with-window.ts';

it('a page of its usual size is shown at 100 %, which is no unfinished work', async () => {
  const { pinia } = await openWindow({});
  const shown = show(pinia, GeneralSettings);
  await flushPromises();
  expect(shown.text()).toMatch(/100\s%/u);
  expect(shown.text()).not.toMatch(/99\s%/u);
});
