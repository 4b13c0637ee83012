import { flushPromises } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import TransferSettings from '../../../renderer/components/settings/TransferSettings.vue';
import { inputsOf, openWindow, show } from '../with-window.ts';

async function settings() {
  const { main, pinia } = await openWindow({});
  const shown = show(pinia, TransferSettings);
  await flushPromises();
  return { main, shown, input: shown.get<HTMLInputElement>('[role=spinbutton]') };
}

describe('the number of large files at once', () => {
  it('is changed by its buttons and by the arrow keys, and stored', async () => {
    const { main, shown, input } = await settings();
    const before = Number(input.element.value);
    await shown.get('button[aria-label="Large files at once: one more"]').trigger('click');
    await input.trigger('keydown', { key: 'ArrowUp' });
    await flushPromises();
    expect(input.element.value).toBe(String(before + 2));
    expect(inputsOf(main, 'settings.change').at(-1)).toEqual({ jobsAtOnce: before + 2 });
    await shown.get('button[aria-label="Large files at once: one less"]').trigger('click');
    expect(input.element.value).toBe(String(before + 1));
  });

  it('stays within its limits', async () => {
    const { shown, input } = await settings();
    await input.setValue('64');
    const more = shown.get('button[aria-label="Large files at once: one more"]');
    expect(more.attributes('disabled')).toBeDefined();
    await input.trigger('keydown', { key: 'ArrowUp' });
    expect(input.element.value).toBe('64');
  });

  it('has no buttons beside sizes', async () => {
    const { shown } = await settings();
    expect(shown.find('button[aria-label^="Part size"]').exists()).toBe(false);
  });
});
