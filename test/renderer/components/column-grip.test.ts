import { expect, it } from 'vitest';
import ColumnGrip from '../../../renderer/components/list/ColumnGrip.vue';
import { openWindow, show } from '../with-window.ts';

async function grip() {
  const { pinia } = await openWindow();
  const column = { least: 244, most: 600, width: 348, left: 630 };
  const shown = show(pinia, ColumnGrip, { column }).getComponent(ColumnGrip);
  Object.assign(shown.element, { setPointerCapture: () => undefined });
  return shown;
}

it('is moved by the arrow keys, within its limits', async () => {
  const shown = await grip();
  expect(shown.attributes()).toMatchObject({
    role: 'separator',
    'aria-label': 'Width of the state column',
    'aria-valuenow': '348',
  });
  for (const key of ['ArrowLeft', 'ArrowRight', 'Home', 'End', 'a']) {
    await shown.trigger('keydown', { key });
  }
  expect(shown.emitted('choose')).toEqual([[364], [332], [600], [244]]);
});

it('follows the pointer, and is stored once', async () => {
  const shown = await grip();
  await shown.trigger('pointerdown', { clientX: 630, pointerId: 1 });
  await shown.trigger('pointermove', { clientX: 600 });
  await shown.trigger('pointermove', { clientX: 100 });
  await shown.trigger('pointerup', { clientX: 580 });
  await shown.trigger('pointermove', { clientX: 500 });
  expect(shown.emitted('move')).toEqual([[378], [600]]);
  expect(shown.emitted('choose')).toEqual([[398]]);
});

it('returns to the usual width by a double click, and a click changes nothing', async () => {
  const shown = await grip();
  await shown.trigger('pointerdown', { clientX: 630, pointerId: 1 });
  await shown.trigger('pointerup', { clientX: 630 });
  expect(shown.emitted('choose')).toBeUndefined();
  await shown.trigger('dblclick');
  expect(shown.emitted('choose')).toEqual([[null]]);
});
