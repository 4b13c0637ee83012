import { describe, expect, it } from 'vitest';
import {
  createArrivals,
  currentTarget,
  readDeepLink,
} from '../../../../main/desktop/window/arrivals.ts';
import { arrivalsId, HandedOver } from '../../../../main/desktop/calls/handed-over.ts';
import type { Route } from '../../../../shared/ipc/views.ts';
import {
  defaultPreferences,
  type Preferences,
  type SavedDestination,
} from '../../../../shared/preferences.ts';
import { usualScan } from '../../../../shared/upload/upload-options.ts';

type Options = Parameters<typeof createArrivals>[0];

const file = import.meta.filename;
const waiting = (count: number) => ({ kind: 'handed-over', id: arrivalsId, count });

function openArrivals(accounts: readonly object[], preferences: Preferences = defaultPreferences) {
  const routes: Route[] = [];
  const handedOver = new HandedOver();
  const engine = {
    accounts: () => Promise.resolve(accounts),
    add: () => Promise.reject(new Error('The prefix is no good')),
  };
  const arrivals = createArrivals({
    ferry: { ready: Promise.resolve({ engine }) },
    preferences: { current: () => preferences },
    handedOver,
    go: (route: Route) => routes.push(route),
  } as unknown as Options);
  const take = () => arrivals.take({ paths: [file], links: [], hidden: true });
  return { arrivals, handedOver, routes, take };
}

describe('files that arrive from outside while no target is chosen', () => {
  it('row 80: wait until the window has asked where they go', async () => {
    const { handedOver, routes, take } = openArrivals([{ id: 'studio' }]);
    await take();
    expect(routes).toEqual([{ view: 'transfers', ask: waiting(1) }]);
    expect(handedOver.take(arrivalsId)).toEqual([file]);
  });

  it('row 80: are kept while there is no account, and the window is told of all', async () => {
    const accounts: object[] = [];
    const { arrivals, handedOver, routes, take } = openArrivals(accounts);
    await take();
    await take();
    expect(routes).toEqual([1, 2].map((count) => ({ view: 'connect', waiting: waiting(count) })));
    accounts.push({ id: 'studio' });
    for (let drop = 0; drop < 9; drop += 1) handedOver.keep(`drop ${drop}`, ['/a']);
    // A page that crashed knows nothing of them.
    await arrivals.remind();
    expect(routes.at(-1)).toEqual({ view: 'transfers', ask: waiting(2) });
    expect(handedOver.take(arrivalsId)).toEqual([file, file]);
    await arrivals.remind();
    expect(routes).toHaveLength(3);
  });

  it('row 80: are kept when the target does not take them', async () => {
    const destination = {
      ...{ id: 'a', accountId: 'studio', bucket: 'media', prefix: '/' },
      ...{ conflictPolicy: 'skip' as const, options: {} },
    };
    const chosen = { destinations: [destination], currentDestination: 'a' };
    const opened = openArrivals([{ id: 'studio' }], { ...defaultPreferences, ...chosen });
    await expect(opened.take()).rejects.toThrow('no good');
    expect(opened.routes).toEqual([{ view: 'transfers', ask: waiting(1) }]);
    expect(opened.handedOver.take(arrivalsId)).toEqual([file]);
  });
});

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

const saved = (id: string): SavedDestination => ({
  id,
  accountId: `account-${id}`,
  bucket: 'media',
  prefix: '2026/',
  conflictPolicy: 'skip',
  options: { acl: 'private' },
});

it('row 80: is the chosen destination, and no other one when that is gone', () => {
  const destinations = [saved('a'), saved('b')];
  const chosen = currentTarget({ ...defaultPreferences, destinations, currentDestination: 'b' });
  expect(chosen).toEqual({
    destination: { accountId: 'account-b', bucket: 'media', prefix: '2026/' },
    conflictPolicy: 'skip',
    options: { acl: 'private' },
    scanOptions: usualScan,
  });
  // What the system writes for itself, and partial downloads, stay here.
  for (const name of ['.DS_Store', 'Thumbs.db', 'desktop.ini', '*.crdownload']) {
    expect(usualScan.exclude).toContain(name);
  }
  const gone = currentTarget({ ...defaultPreferences, destinations, currentDestination: 'gone' });
  expect(gone).toBeUndefined();
  expect(currentTarget(defaultPreferences)).toBeUndefined();
});
