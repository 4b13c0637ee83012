import { flushPromises, mount } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import { h } from 'vue';
import DiagnosisSteps from '../../../renderer/components/connect/DiagnosisSteps.vue';
import LineList from '../../../renderer/components/list/LineList.vue';
import { createWords } from '../../../renderer/i18n.ts';
import { chinese } from '../../../renderer/locales/zh-cn.ts';
import { errorOf } from '../fake-rows.ts';
import { filesBy, uploadLine } from '../fake-uploads.ts';
import { openWindow, show } from '../with-window.ts';

describe('small words', () => {
  it('follow one another without a space in Chinese', async () => {
    const { pinia } = await openWindow();
    const words = createWords({ 'zh-CN': chinese });
    words.global.locale.value = 'zh-CN';
    const found = [{ check: 'rights', outcome: 'failed', error: errorOf('access-denied') }];
    const props = { found, running: false, fixes: () => [], inUse: '' };
    const shown = mount(
      { render: () => h(DiagnosisSteps, props as never) },
      { global: { plugins: [pinia, words] } },
    );
    expect(shown.text()).toContain('该账号没有执行此操作的权限。请授予它此位置所需的 RAM 策略。');
  });

  it('say what was sent again, what was the same, and what is gone', async () => {
    const line = (done: number, same: number, gone: number) =>
      uploadLine(9010 + gone, {
        ...{ state: 'done', total: done + same + gone },
        files: filesBy({ done, skipped: same + gone }),
        skips: [
          { reason: 'gone', files: gone },
          { reason: 'identical', files: same },
        ],
      });
    const newest = [line(3, 1, 4), line(0, 2, 1), line(0, 0, 5), line(2, 0, 6)];
    const { pinia } = await openWindow({ picture: { newest } });
    const list = show(pinia, LineList, { label: 'Uploads' });
    await flushPromises();
    const texts = list.findAll('[role=row]').map((row) => row.text());
    for (const text of [
      '8 files · 3 new, 1 the same · 4 no longer there',
      '3 files · 0 new, 2 the same · 1 no longer there',
      '5 files · 5 no longer there',
      '· verified · 6 no longer there',
    ]) {
      expect(texts).toContainEqual(expect.stringContaining(text));
    }
  });

  it('show the name of an example as it is, with characters that change the direction', async () => {
    const example = { id: 1, name: '\u202Egnp.exe', error: errorOf('key-invalid') };
    const say = { cause: 'key-invalid', files: 1, example } as const;
    const newest = [uploadLine(9010, { tall: true, state: 'attention', say })];
    const { pinia } = await openWindow({ picture: { newest } });
    const list = show(pinia, LineList, { label: 'Uploads' });
    await flushPromises();
    expect(list.text()).toContain('\u2068\ufffdgnp.exe\u2069: ');
  });
});
