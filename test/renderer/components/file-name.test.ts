import { flushPromises, mount } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const letter = 10;
const ellipsis = 12;

/** A page in which every character is as wide as the other, and a box as wide as the test says. */
function layOut(box: { width: number }): void {
  const context = { font: '', measureText: () => ({ width: ellipsis }) };
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(context as never);
  vi.spyOn(Range.prototype, 'getBoundingClientRect').mockImplementation(function (this: Range) {
    return new DOMRect(0, 0, (this.endOffset - this.startOffset) * letter, 10);
  });
  vi.spyOn(HTMLElement.prototype, 'getBoundingClientRect').mockImplementation(
    () => new DOMRect(0, 0, box.width, 10),
  );
}

async function show(name: string) {
  const { default: FileName } = await import('../../../renderer/components/ui/FileName.vue');
  const shown = mount(FileName, { props: { name }, attachTo: document.body });
  const tail = () => shown.find<HTMLElement>('span:last-child').element.style.insetInlineStart;
  /** As the window does it when there is a name to lay out. */
  const rename = async (to: string) => {
    await shown.setProps({ name: to });
    await flushPromises();
    return tail();
  };
  return { shown, rename };
}

describe('a name that is cut in the middle', () => {
  const box = { width: 0 };
  beforeEach(() => {
    vi.resetModules();
    layOut(box);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('has its end right behind the ellipsis, however wide the letter that did not fit', async () => {
    const { shown, rename } = await show('short.jpg');
    // Three letters and the ellipsis take 42 of 50 pixels.
    box.width = 50;
    expect(await rename('发布会现场照片已精修最终版本.psd')).toBe('-8px');
    box.width = 42;
    expect(await rename('新发布会现场照片已精修最终版本.psd')).toBe('0px');
    expect(shown.text()).toBe('新发布会现场照片已精修最终版本.psd');
    shown.unmount();
  });

  it('stays where it is when nothing is cut, or when it is written from the right', async () => {
    const { shown, rename } = await show('short.jpg');
    box.width = 1000;
    expect(await rename('发布会现场照片已精修最终版本.psd')).toBe('0px');
    box.width = 55;
    expect(await rename('تقرير المبيعات النهائي.pdf')).toBe('0px');
    shown.unmount();
  });
});
