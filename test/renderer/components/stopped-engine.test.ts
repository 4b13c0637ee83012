import { flushPromises } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import BannerBar from '../../../renderer/components/banners/BannerBar.vue';
import StatusBlock from '../../../renderer/components/sidebar/StatusBlock.vue';
import { inputsOf, openWindow, show } from '../with-window.ts';

const stopped = { picture: { state: 'stopped' } } as const;

describe('an engine that failed', () => {
  it('row 62: is shown above the list, with the next step', async () => {
    const { main, pinia } = await openWindow(stopped);
    const banners = show(pinia, BannerBar);
    expect(banners.text()).toContain('The upload engine stopped: ');
    expect(banners.text()).toContain('Nothing is lost. Uploads pick up when it starts again.');
    const saying = (text: string) => banners.findAll('button').find((one) => one.text() === text);
    await saying('Save the diagnostics…')?.trigger('click');
    await saying('Restart')?.trigger('click');
    await flushPromises();
    expect(inputsOf(main, 'app.exportDiagnostics')).toHaveLength(1);
    expect(inputsOf(main, 'app.startEngine')).toHaveLength(1);
  });

  it('row 62: is shown below the list of places, without a speed', async () => {
    const { main, pinia } = await openWindow(stopped);
    const status = show(pinia, StatusBlock);
    expect(status.text()).toContain('Stopped');
    expect(status.text()).toContain('Nothing is lost');
    expect(status.text()).not.toContain('MB/s');
    await status.find('button').trigger('click');
    await flushPromises();
    expect(inputsOf(main, 'app.startEngine')).toHaveLength(1);
  });

  it('row 62: is forgotten when it runs again', async () => {
    const { main, pinia } = await openWindow(stopped);
    const banners = show(pinia, BannerBar);
    main.push({ state: 'running' });
    await flushPromises();
    expect(banners.text()).not.toContain('stopped');
  });
});
