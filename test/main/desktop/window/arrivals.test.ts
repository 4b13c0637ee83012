import { describe, expect, it } from 'vitest';
import { createArrivals } from '../../../../main/desktop/window/arrivals.ts';
import { arrivalsId, HandedOver } from '../../../../main/desktop/calls/handed-over.ts';
import type { Route } from '../../../../shared/ipc/views.ts';
import { defaultPreferences, type Preferences } from '../../../../shared/preferences.ts';

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
