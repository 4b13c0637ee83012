import { useEventListener } from '@vueuse/core';
import { ref, shallowRef } from 'vue';

export interface DropOptions {
  readonly onDrop: (files: readonly File[], ask: boolean) => void;
  readonly enabled: () => boolean;
}

/** Handles files dragged anywhere over the window. Alt asks for the target. */
export function useDrop({ onDrop, enabled }: DropOptions) {
  const dragging = ref(false);
  const alt = shallowRef(false);
  let leaving: ReturnType<typeof setTimeout> | undefined;

  function carriesFiles(event: DragEvent): boolean {
    return event.dataTransfer?.types.includes('Files') === true && enabled();
  }

  useEventListener(window, 'dragover', (event) => {
    // Without this the window would navigate to the file.
    event.preventDefault();
    if (!carriesFiles(event)) {
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'none';
      return;
    }
    clearTimeout(leaving);
    if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'copy';
    dragging.value = true;
    alt.value = event.altKey;
  });

  useEventListener(window, 'dragleave', () => {
    // After leaving an element, the pointer enters the next one. No further event means that it
    // left the window.
    clearTimeout(leaving);
    leaving = setTimeout(() => {
      dragging.value = false;
    }, 80);
  });

  useEventListener(window, 'drop', (event) => {
    event.preventDefault();
    clearTimeout(leaving);
    dragging.value = false;
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length > 0 && carriesFiles(event)) onDrop(files, event.altKey);
  });

  return { dragging, alt };
}
