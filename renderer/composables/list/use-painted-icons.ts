import { useMediaQuery } from '@vueuse/core';
import { onMounted, watch } from 'vue';
import { type IconTone, iconTones, paintedIcons } from '../../model/list/painted-icons.ts';
import { usePreferencesStore } from '../../stores/preferences.ts';

/** Paints the icons of rows in the colours of the theme; `IconSprite` has their shapes. */
export function usePaintedIcons(): void {
  const preferences = usePreferencesStore();
  const isForced = useMediaQuery('(forced-colors: active)');
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

  function paint(): void {
    const style = getComputedStyle(document.documentElement);
    const colourOf = (token: string): string =>
      isForced.value ? style.color : style.getPropertyValue(token);
    const colours = Object.fromEntries(
      Object.entries(iconTones).map(([tone, token]) => [tone, colourOf(token)]),
    ) as Record<IconTone, string>;
    const shapes = new Map(
      Array.from(document.querySelectorAll('symbol'), ({ id, innerHTML }) => [
        id.replace(/^i-/, ''),
        innerHTML,
      ]),
    );
    sheet.replaceSync(paintedIcons(shapes, colours));
  }

  onMounted(paint);
  watch([() => preferences.theme, isForced], paint, { flush: 'post' });
}
