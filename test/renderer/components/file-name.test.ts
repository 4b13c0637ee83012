import { mount } from '@vue/test-utils';
import { expect, it, vi } from 'vitest';
import FileName from '../../../renderer/components/ui/FileName.vue';

it('a long name keeps its end in a part of its own, so that its extension is never cut', () => {
  const shown = mount(FileName, { props: { name: '发布会现场照片已精修最终版本.psd' } });
  expect(shown.find('.tail').text()).toBe('修最终版本.psd'.slice(-9));
  expect(shown.text()).toBe('发布会现场照片已精修最终版本.psd');
  expect(shown.find('bdi').attributes('title')).toBe('发布会现场照片已精修最终版本.psd');
});

/** Every letter takes 10 pixels and the ellipsis 12; the first half of a name has a width. */
function layOut(width: number): void {
  vi.spyOn(Range.prototype, 'getBoundingClientRect').mockImplementation(function (this: Range) {
    return new DOMRect(0, 0, (this.endOffset - this.startOffset) * 10, 10);
  });
  vi.spyOn(HTMLElement.prototype, 'getBoundingClientRect').mockImplementation(function (
    this: HTMLElement,
  ) {
    return new DOMRect(0, 0, this.textContent === '…' ? 12 : width, 10);
  });
}

const drawn = () => new Promise((resolve) => requestAnimationFrame(resolve));

it.each([
  // Three letters and the ellipsis take 42 pixels of 50: the fourth would not fit.
  ['发布会现场照片已精修最终版本.psd', 50, 42],
  ['发布会现场照片已精修最终版本.psd', 42, 42],
  ['发布会现场照片已精修最终版本.psd', 41, 32],
  // One letter of many characters.
  [`${'👩‍👩‍👧‍👦'.repeat(30)}.mov`, 330, 232],
])(
  'the second half of %s follows the ellipsis in %i pixels at once',
  async (name, width, taken) => {
    layOut(width);
    const shown = mount(FileName, { props: { name: 'a' }, attachTo: document.body });
    await shown.setProps({ name });
    await drawn();
    const { maxWidth } = shown.find<HTMLElement>('.head').element.style;
    expect(Math.round(Number.parseFloat(maxWidth))).toBe(taken);
    shown.unmount();
  },
);

it.each([
  ['发布会现场照片已精修最终版本.psd', 1000],
  ['تقرير المبيعات النهائي لعام.pdf', 50],
])(
  '%s keeps its width in %i pixels when CSS cuts nothing, or cuts at the left',
  async (name, width) => {
    layOut(width);
    const shown = mount(FileName, { props: { name }, attachTo: document.body });
    await drawn();
    expect(shown.find<HTMLElement>('.head').element.style.maxWidth).toBe('');
    shown.unmount();
  },
);
