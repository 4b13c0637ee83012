import { flushPromises, mount } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import { h } from 'vue';
import ConnectionSteps from '../../../renderer/components/connect/ConnectionSteps.vue';
import FailureGroups from '../../../renderer/components/table/FailureGroups.vue';
import TableFooter from '../../../renderer/components/table/TableFooter.vue';
import { createWords } from '../../../renderer/i18n.ts';
import { chinese } from '../../../renderer/locales/zh-cn.ts';
import { useConflictsStore } from '../../../renderer/stores/conflicts.ts';
import { errorOf } from '../fake-rows.ts';
import { openWindow, show } from '../with-window.ts';

describe('small words', () => {
  it('count the same in the footer as in the sidebar: what failed, and what is asked', async () => {
    const { list, pinia } = await openWindow();
    const conflicts = useConflictsStore();
    await list.reload();
    await flushPromises();
    expect(conflicts.files).toBe(12);
    expect(show(pinia, TableFooter).text()).toContain('16 need attention');
  });

  it('follow one another without a space in Chinese', async () => {
    const { pinia } = await openWindow();
    const words = createWords({ 'zh-CN': chinese });
    words.global.locale.value = 'zh-CN';
    const test = { steps: [{ step: 'endpoint', error: errorOf('access-denied') }] };
    const shown = mount(
      { render: () => h(ConnectionSteps, { test, works: false } as never) },
      { global: { plugins: [pinia, words] } },
    );
    expect(shown.text()).toContain('该账号没有执行此操作的权限。请授予它此位置所需的 RAM 策略。');
  });

  it('show the name of an example as it is, whatever it would turn around', async () => {
    const { list, main, pinia } = await openWindow();
    const row = main.rows.find(({ state }) => state.name === 'failed');
    const index = main.rows.findIndex(({ id }) => id === row?.id);
    if (row !== undefined) main.rows[index] = { ...row, relativePath: 'in/\u202Egnp.exe' };
    list.open({ view: 'attention' });
    const shown = show(pinia, FailureGroups);
    await flushPromises();
    expect(shown.text()).toContain('One of them: in/\ufffdgnp.exe');
  });
});
