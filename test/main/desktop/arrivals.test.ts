import { describe, expect, it } from 'vitest';
import { createArrivals } from '../../../main/desktop/arrivals.ts';
import { HandedOver } from '../../../main/desktop/handed-over.ts';
import type { Route } from '../../../shared/ipc/views.ts';
import { defaultPreferences } from '../../../shared/preferences.ts';

type Options = Parameters<typeof createArrivals>[0];

async function take(accounts: readonly object[]) {
  const routes: Route[] = [];
  const handedOver = new HandedOver();
  const arrivals = createArrivals({
    ferry: { ready: Promise.resolve({ engine: { accounts: () => Promise.resolve(accounts) } }) },
    preferences: { current: () => defaultPreferences },
    handedOver,
    go: (route: Route) => routes.push(route),
  } as unknown as Options);
  await arrivals.take({ paths: [import.meta.filename], links: [], hidden: true });
  return { handedOver, routes };
}

describe('files that arrive from outside while no target is chosen', () => {
  it('row 80: wait until the window has asked where they go', async () => {
    const { handedOver, routes } = await take([{ id: 'studio' }]);
    const id = expect.any(String) as unknown;
    expect(routes).toEqual([{ view: 'transfers', ask: { kind: 'handed-over', id, count: 1 } }]);
    const [route] = routes;
    const ask = route?.view === 'transfers' ? route.ask : undefined;
    expect(ask?.kind === 'handed-over' && handedOver.take(ask.id)).toEqual([import.meta.filename]);
  });

  it('lead to the form of an account when there is none', async () => {
    expect((await take([])).routes).toEqual([{ view: 'connect' }]);
  });
});
