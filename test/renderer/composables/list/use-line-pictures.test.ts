import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { effectScope, nextTick, shallowRef } from 'vue';
import { useLinePictures } from '../../../../renderer/composables/list/use-line-pictures.ts';
import { openWindow } from '../../with-window.ts';

let asked: HTMLImageElement[];
const addresses = () => asked.map(({ src }) => Number(src.split('/').at(-1)));

beforeEach(() => {
  asked = [];
  function FakeImage(): HTMLImageElement {
    const image = document.createElement('img');
    asked.push(image);
    return image;
  }
  vi.stubGlobal('Image', FakeImage);
  return () => {
    vi.unstubAllGlobals();
  };
});

/** A list of a hundred lines with a picture each; line 10 has none. */
async function openLines({ isOn = true } = {}) {
  await openWindow();
  const list = document.createElement('div');
  for (let line = 0; line < 100; line += 1) {
    const picture = line === 10 ? '' : `data-picture="${1000 + line}"`;
    list.innerHTML += `<div data-line="${line}"><span ${picture}></span></div>`;
  }
  const area = {
    isMoving: shallowRef(false),
    onScreen: shallowRef<readonly [number, number]>([9, 16]),
  };
  const scroller = shallowRef<HTMLElement | null>(null);
  const scope = effectScope();
  onTestFinished(() => {
    scope.stop();
  });
  scope.run(() => {
    const whole = area as unknown as Parameters<typeof useLinePictures>[1];
    useLinePictures(scroller, whole, shallowRef(isOn));
  });
  scroller.value = list;
  await nextTick();
  const drawn = () =>
    [...list.querySelectorAll('img')].map((image) => image.closest<HTMLElement>('[data-line]'));
  return { list, area, drawn: () => drawn().map((line) => Number(line?.dataset['line'])) };
}

describe('the thumbnails of a list', () => {
  it('are asked for by the lines on the screen, a few at a time', async () => {
    const { drawn } = await openLines();
    expect(addresses()).toEqual([1009, 1011, 1012, 1013]);
    expect(drawn()).toEqual([]);
    for (const image of asked.slice(0, 2)) image.dispatchEvent(new Event('load'));
    expect(drawn()).toEqual([9, 11]);
    // The icon of its kind stays where there is no picture.
    asked[2]?.dispatchEvent(new Event('error'));
    expect(addresses()).toEqual([1009, 1011, 1012, 1013, 1014, 1015, 1016]);
    for (const image of asked.slice(3)) image.dispatchEvent(new Event('load'));
    expect(drawn()).toEqual([9, 11, 13, 14, 15, 16]);
    expect(asked).toHaveLength(7);
  });

  it('are not asked for while the list moves, nor by lines that it passed', async () => {
    const { area, drawn } = await openLines();
    area.isMoving.value = true;
    area.onScreen.value = [40, 44];
    await nextTick();
    area.onScreen.value = [80, 81];
    for (const image of asked) image.dispatchEvent(new Event('load'));
    await nextTick();
    expect(addresses()).toEqual([1009, 1011, 1012, 1013]);
    area.isMoving.value = false;
    await nextTick();
    expect(addresses().slice(4)).toEqual([1080, 1081]);
    expect(drawn()).toEqual([9, 11, 12, 13]);
  });

  it('are asked for anew by an element that is new, and not again by one that stays', async () => {
    const { area, list } = await openLines();
    for (const image of asked) image.dispatchEvent(new Event('load'));
    const before = asked.length;
    const other = document.createElement('span');
    other.dataset['picture'] = '7';
    list.querySelector('[data-line="12"] span')?.replaceWith(other);
    area.onScreen.value = [11, 12];
    await nextTick();
    expect(addresses().slice(before)).toEqual([7]);
  });

  it('are not asked for where they are switched off', async () => {
    await openLines({ isOn: false });
    expect(asked).toEqual([]);
  });
});
