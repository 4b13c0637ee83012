import type { Counters } from '../../engine/ports/transfer-store.ts';
import type { StateName } from '../../../shared/transfer-state.ts';
import { tallyWithout } from '../report/totals.ts';
import type { CliFerry } from './world.ts';

/** The counters of the queue, without batches that other commands handed over to this engine. */
export async function ownCounters({ store, handedOver }: CliFerry): Promise<Counters> {
  const all = await store.counters();
  if (handedOver.size === 0) return all;
  const { counters: others } = await store.standing({ batchIds: [...handedOver] });
  const states = Object.keys(all.states) as StateName[];
  return {
    states: Object.fromEntries(
      states.map((state) => [state, tallyWithout(all.states[state], others.states[state])]),
    ) as Counters['states'],
    bytesSent: Math.max(0, all.bytesSent - others.bytesSent),
  };
}
