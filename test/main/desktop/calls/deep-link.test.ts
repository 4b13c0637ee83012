import { expect, it } from 'vitest';
import { readDeepLink } from '../../../../main/desktop/calls/deep-link.ts';

it.each([
  ['ferry://transfers', { view: 'transfers' }],
  ['ferry://failed', { view: 'transfers', states: ['failed'] }],
  ['ferry://connect', { view: 'connect' }],
  ['ferry://settings', { view: 'settings' }],
  ['ferry://settings/network', { view: 'settings', section: 'network' }],
  ['ferry://settings/network/', { view: 'settings', section: 'network' }],
  ['ferry://settings/__proto__', { view: 'settings' }],
  ['ferry://upload?path=/etc/passwd', { view: 'transfers' }],
  ['ferry:', { view: 'transfers' }],
  ['no link', { view: 'transfers' }],
])('%s leads to %o', (link, route) => {
  expect(readDeepLink(link)).toEqual(route);
});
