import { useEventListener } from '@vueuse/core';
import { type DropSpot, useDropStore } from '../../stores/uploads/drop.ts';

/**
 * Handles files dragged anywhere over the window. An element with `data-drop` is a place by its id;
 * `data-drop-as` is `new` or `options`. Escape ends the drag and uploads nothing.
 */
export function useDrop(): void {
  const store = useDropStore();
  let leaving: ReturnType<typeof setTimeout> | undefined;

  function isTaken(event: DragEvent): boolean {
    const carriesFiles = event.dataTransfer?.types.includes('Files') === true;
    return carriesFiles && store.takes() && store.held?.refused !== true;
  }

  function end(): void {
    clearTimeout(leaving);
    store.held = undefined;
  }

  useEventListener(window, ['dragenter', 'dragover'], (event) => {
    // Without this the window would navigate to the file.
    event.preventDefault();
    clearTimeout(leaving);
    const { dataTransfer } = event;
    const taken = isTaken(event);
    if (dataTransfer !== null) dataTransfer.dropEffect = taken ? 'copy' : 'none';
    if (!taken) return;
    const over = spotOf(event);
    const items = [...(dataTransfer?.items ?? [])].filter(({ kind }) => kind === 'file').length;
    const before = store.held;
    const isSame = before?.items === items && JSON.stringify(before.over) === JSON.stringify(over);
    if (!isSame) store.held = { items, over, refused: false };
  });

  useEventListener(window, 'dragleave', ({ relatedTarget }) => {
    // The pointer is on the next element of the window.
    if (relatedTarget !== null) return;
    clearTimeout(leaving);
    leaving = setTimeout(end, 80);
  });
  // During a drag the page receives no such event, so it has ended unnoticed.
  useEventListener(window, 'pointermove', end);

  useEventListener(window, 'drop', (event) => {
    event.preventDefault();
    const taken = isTaken(event);
    const over = spotOf(event);
    end();
    const files = [...(event.dataTransfer?.files ?? [])];
    if (taken && files.length > 0) void store.drop(files, over, event.altKey);
  });

  useEventListener(
    window,
    'keydown',
    (event) => {
      if (event.key !== 'Escape' || store.held === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      store.held = { ...store.held, refused: true };
    },
    { capture: true },
  );
}

function spotOf({ target }: DragEvent): DropSpot {
  const spot = target instanceof Element ? target.closest('[data-drop],[data-drop-as]') : null;
  const id = spot?.getAttribute('data-drop');
  if (id !== null && id !== undefined) return { kind: 'place', id };
  const as = spot?.getAttribute('data-drop-as');
  return as === 'new' || as === 'options' ? { kind: as } : { kind: 'target' };
}
