import { flushPromises, mount } from '@vue/test-utils';
import { createPinia, disposePinia, setActivePinia, type Pinia } from 'pinia';
import { TooltipProvider } from 'reka-ui';
import { onTestFinished } from 'vitest';
import { type Component, h } from 'vue';
import { createWords } from '../../renderer/i18n.ts';
import { english } from '../../renderer/locales/en.ts';
import { useAccountsStore } from '../../renderer/stores/accounts.ts';
import { usePreferencesStore } from '../../renderer/stores/preferences.ts';
import { usePictureStore } from '../../renderer/stores/uploads/picture.ts';
import { createFakeMain, type FakeMainOptions } from './fake-main.ts';

/** Stores of a window whose main process is a fake one. */
export async function openWindow(options: FakeMainOptions = {}) {
  const main = createFakeMain({ rows: 400, ...options });
  Object.assign(window, { ferry: main });
  const pinia = createPinia();
  setActivePinia(pinia);
  await usePreferencesStore().start();
  await useAccountsStore().start();
  const picture = usePictureStore();
  const stop = picture.start();
  // A store that wakes up later would make its window the active one.
  onTestFinished(() => {
    stop();
    disposePinia(pinia);
  });
  await flushPromises();
  return { main, pinia, picture, stop };
}

/** A component in that window, with everything around it that it counts on. */
export function show(pinia: Pinia, component: Component, props: Record<string, unknown> = {}) {
  const shown = mount(
    { render: () => h(TooltipProvider, undefined, { default: () => h(component, props) }) },
    { attachTo: document.body, global: { plugins: [pinia, createWords({ en: english })] } },
  );
  onTestFinished(() => {
    shown.unmount();
  });
  return shown;
}

/** The inputs of every call of `name` so far. */
export function inputsOf(
  main: ReturnType<typeof createFakeMain>,
  name: string,
): readonly unknown[] {
  return main.calls.filter((call) => call.name === name).map(({ input }) => input);
}
