import { useEventListener } from '@vueuse/core';
import { type ZoomFactor, zoomFactors } from '../../../shared/preferences.ts';
import { zoomOf } from '../../model/key-map.ts';
import { usePreferencesStore } from '../../stores/preferences.ts';
import { usePreference } from '../forms/use-preference.ts';

function nextFactor(zoom: ZoomFactor, step: 1 | -1): ZoomFactor {
  return zoomFactors[zoomFactors.indexOf(zoom) + step] ?? zoom;
}

/** Zooms the page with the usual browser keys, also in dialogs and fields. */
export function useZoom(): void {
  const preferences = usePreferencesStore();
  const zoom = usePreference('zoom');

  useEventListener(window, 'keydown', (event) => {
    const wanted = zoomOf(event, preferences.platform === 'darwin');
    if (wanted === undefined) return;
    event.preventDefault();
    if (wanted === 'usual') zoom.value = 1;
    else zoom.value = nextFactor(zoom.value, wanted === 'larger' ? 1 : -1);
  });
}
