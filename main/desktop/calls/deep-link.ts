import type { Route, SettingsSection } from '../../../shared/ipc/views.ts';

const sections: readonly SettingsSection[] = [
  'general',
  'transfers',
  'network',
  'notifications',
  'accounts',
  'advanced',
];

/**
 * The route of a `ferry://` link: `ferry://transfers`, `ferry://failed`, `ferry://connect`,
 * `ferry://settings/network`. Any web page can open a link, so a link only shows a view. A link
 * never adds a file, changes a setting or names an account.
 */
export function readDeepLink(link: string): Route {
  const url = URL.parse(link);
  const section = url?.pathname.replaceAll('/', '');
  switch (url?.host) {
    case 'failed':
      return { view: 'transfers', states: ['failed'] };
    case 'connect':
      return { view: 'connect' };
    case 'settings': {
      const known = sections.find((one) => one === section);
      return { view: 'settings', ...(known !== undefined && { section: known }) };
    }
    default:
      return { view: 'transfers' };
  }
}
