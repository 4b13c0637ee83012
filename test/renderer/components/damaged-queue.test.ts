import { flushPromises } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import BannerBar from '../../../renderer/components/banners/BannerBar.vue';
import { useQueueRecoveryStore } from '../../../renderer/stores/queue-recovery.ts';
import { chinese } from '../../../renderer/locales/zh-cn.ts';
import type { QueueRecovery } from '../../../shared/queue-recovery.ts';
import { inputsOf, openWindow, show } from '../with-window.ts';

const damagedCopy = '/data/queue/queue.db.damaged-20261122T104500Z';
const damage = { damagedCopy, reason: 'malformed' };
const outcomes: readonly QueueRecovery[] = [
  { outcome: 'restored', backup: '/data/queue/queue.db.backup', ...damage },
  { outcome: 'partly-read', ...damage },
  { outcome: 'begun-anew', ...damage },
];

async function banners(recovery?: QueueRecovery) {
  const { main, pinia } = await openWindow(recovery === undefined ? {} : { recovery });
  const shown = show(pinia, BannerBar);
  useQueueRecoveryStore().start();
  return { main, shown };
}

describe('the notice of a damaged queue', () => {
  it.each([
    ['restored', /its last backup took its place/, /lost|empty/],
    ['partly-read', /last changes .* are lost; all before them was kept/, /backup|empty/],
    ['begun-anew', /there was no backup, so Ferry began with an empty one/, /was kept|lost/],
  ])('says what happened when it was %s, and where the copy is', async (name, said, unsaid) => {
    const { shown } = await banners(outcomes.find(({ outcome }) => outcome === name));
    expect(shown.text()).toBe('');
    await flushPromises();
    expect(shown.text()).toMatch(said);
    expect(shown.text()).not.toMatch(unsaid);
    expect(shown.text()).toContain(damagedCopy);
  });

  it('leads to the folder of the copy, and can be hidden', async () => {
    const { main, shown } = await banners(outcomes[1]);
    await flushPromises();
    const [open, hide] = shown.findAll('button');
    await open?.trigger('click');
    expect(inputsOf(main, 'app.openDatabaseFolder')).toHaveLength(1);
    await hide?.trigger('click');
    expect(shown.text()).toBe('');
  });

  it('is not there for a queue that was sound', async () => {
    const { shown } = await banners();
    await flushPromises();
    expect(shown.text()).toBe('');
  });

  it('distinguishes the three in Chinese, each with its copy', () => {
    const texts = outcomes.map(({ outcome }) => chinese.banner.recovery[outcome]);
    expect(texts.filter((text) => text.includes('{copy}'))).toHaveLength(3);
    expect(texts.map((text) => /最近一次备份恢复|内容全部保留|从空队列/.exec(text)?.[0])).toEqual([
      '最近一次备份恢复',
      '内容全部保留',
      '从空队列',
    ]);
  });
});
