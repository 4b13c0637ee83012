import { mount } from '@vue/test-utils';
import { expect, it } from 'vitest';
import FileName from '../../../renderer/components/ui/FileName.vue';

it('a long name keeps its end in a part of its own, so that its extension is never cut', () => {
  const shown = mount(FileName, { props: { name: '发布会现场照片已精修最终版本.psd' } });
  expect(shown.find('.tail').text()).toBe('修最终版本.psd'.slice(-9));
  expect(shown.text()).toBe('发布会现场照片已精修最终版本.psd');
  expect(shown.find('bdi').attributes('title')).toBe('发布会现场照片已精修最终版本.psd');
});
