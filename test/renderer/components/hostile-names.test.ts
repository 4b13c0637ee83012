import { mount } from '@vue/test-utils';
import { expect, it } from 'vitest';
import FileName from '../../../renderer/components/ui/FileName.vue';
import { hostileNames } from '../../security/hostile-names.ts';

it('a hostile name is shown whole, as text, and turns nothing around', () => {
  for (const name of hostileNames) {
    const shown = mount(FileName, { props: { name } });
    expect(shown.findAll('*').length - shown.findAll('bdi, span').length).toBe(0);
    const text = shown
      .findAll('span')
      .map((span) => (span.element as HTMLElement).textContent)
      .join('');
    expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
    expect(text.replaceAll('\ufffd', '')).toBe(
      name.replaceAll(/[\u202a-\u202e\u2066-\u2069\ufffd]/g, ''),
    );
    shown.unmount();
  }
});
