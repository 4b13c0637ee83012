import { flushPromises } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import BannerStack from '../../../renderer/components/banners/BannerStack.vue';
import SidebarTotals from '../../../renderer/components/sidebar/SidebarTotals.vue';
import { useProgressStore } from '../../../renderer/stores/progress.ts';
import { inputsOf, openWindow, show } from '../with-window.ts';

const failed = {
  engine: { name: 'failed', error: { code: 'database-failed' } },
  speed: 48_200_000,
} as const;

describe('an engine that failed', () => {
  it('row 62: is told above the window, with what a person can do', async () => {
    const { main, pinia } = await openWindow({ progress: failed });
    const banners = show(pinia, BannerStack);
    expect(banners.text()).toContain('The upload engine stopped: ');
    expect(banners.text()).toContain('Nothing is lost. Uploads pick up when it starts again.');
    const saying = (text: string) => banners.findAll('button').find((one) => one.text() === text);
    await saying('Save the diagnostics…')?.trigger('click');
    await saying('Start again')?.trigger('click');
    await flushPromises();
    expect(inputsOf(main, 'app.exportDiagnostics')).toHaveLength(1);
    expect(inputsOf(main, 'app.startEngine')).toHaveLength(1);
  });

  it('row 62: is told below the list of places, without a speed', async () => {
    const { main, pinia } = await openWindow({ progress: failed });
    const totals = show(pinia, SidebarTotals);
    expect(totals.text()).toContain('Stopped');
    expect(totals.text()).toContain('Nothing is lost');
    expect(totals.text()).not.toContain('MB/s');
    await totals.find('button').trigger('click');
    await flushPromises();
    expect(inputsOf(main, 'app.startEngine')).toHaveLength(1);
  });

  it('row 62: is forgotten when it runs again', async () => {
    const { main, pinia } = await openWindow({ progress: failed });
    const banners = show(pinia, BannerStack);
    const before = useProgressStore().latest;
    if (before === undefined) throw new Error('There is no progress');
    main.notify.transfers.progress({ ...before, revision: 2, engine: { name: 'running' } });
    await flushPromises();
    expect(banners.text()).not.toContain('stopped');
  });
});
