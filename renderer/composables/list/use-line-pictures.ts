import { onScopeDispose, type Ref, watch } from 'vue';
import { usePictureStore } from '../../stores/uploads/picture.ts';
import type { useLineWindow } from './use-line-window.ts';

/** Pictures that load at the same time. */
const loadedAtOnce = 4;

/**
 * Draws the thumbnails of the lines on the screen, once the list is at rest. A line names the file of
 * its picture in `data-picture`, on an element that is keyed by that file: the picture goes with the
 * element. Vue knows nothing of pictures, so they cost a scrolling list nothing.
 */
export function useLinePictures(
  scroller: Readonly<Ref<HTMLElement | null>>,
  area: ReturnType<typeof useLineWindow>,
  isOn: Readonly<Ref<boolean>>,
): void {
  const store = usePictureStore();
  /** Elements whose picture was asked for, whether it has come or not. */
  const asked = new WeakSet<Element>();
  let loading = 0;
  let isOver = false;

  function load(element: HTMLElement, id: string): void {
    asked.add(element);
    loading += 1;
    const picture = new Image();
    picture.alt = '';
    picture.decoding = 'async';
    const end = (): void => {
      loading -= 1;
      draw();
    };
    picture.addEventListener('load', () => {
      element.append(picture);
      end();
    });
    // The icon of its kind stays where there is no picture.
    picture.addEventListener('error', end);
    picture.src = `/picture/${id}`;
  }

  function draw(): void {
    if (isOver || !isOn.value || area.isMoving.value || scroller.value === null) return;
    const [first, last] = area.onScreen.value;
    for (const element of scroller.value.querySelectorAll<HTMLElement>('[data-picture]')) {
      if (loading >= loadedAtOnce) return;
      const id = element.dataset['picture'];
      const line = Number(element.closest<HTMLElement>('[data-line]')?.dataset['line']);
      if (id === undefined || line < first || line > last || asked.has(element)) continue;
      load(element, id);
    }
  }

  watch([area.isMoving, area.onScreen, () => store.picture, scroller, isOn], draw, {
    flush: 'post',
  });
  onScopeDispose(() => {
    isOver = true;
  });
}
