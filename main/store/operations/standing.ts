import { isFinal } from '../../../shared/transfer-state.ts';
import { stateNames } from '../../../shared/transfer-state.ts';
import type { StateName, WaitReason } from '../../../shared/transfer-state.ts';
import type { Tally } from '../../../shared/transfer.ts';
import type { Counters, Standing, WaitCount } from '../../engine/ports/transfer-store.ts';
import type { StoreOperations } from '../store-calls.ts';
import { readCounters, readWaits } from './counting.ts';
import type { StoreContext } from './store-context.ts';

interface CountedState extends Tally {
  readonly state: StateName;
  readonly bytesSent: number;
}

const nothing: Tally = { files: 0, bytes: 0 };

const inScope = `t.id IN (SELECT value FROM json_each(?))
  AND t.batch_id NOT IN (SELECT value FROM json_each(?))`;

/** Counts rows by id, except those of the batches; no table holds these counts. */
function ofRows(
  context: StoreContext,
  ids: readonly number[],
  batchIds: readonly number[],
): Standing {
  const scope = [JSON.stringify(ids), JSON.stringify(batchIds)];
  const counted = context.rows<CountedState>(
    `SELECT state, count(*) AS files, sum(size) AS bytes, sum(bytes_sent) AS bytesSent
      FROM transfers AS t NOT INDEXED WHERE ${inScope} GROUP BY state`,
    ...scope,
  );
  const tallies = new Map(counted.map(({ state, files, bytes }) => [state, { files, bytes }]));
  const waits = context.rows<{ why: WaitReason; timed: number; files: number }>(
    `SELECT why, until IS NOT NULL AS timed, count(*) AS files
      FROM transfers AS t NOT INDEXED WHERE ${inScope} AND state = 'waiting' GROUP BY 1, 2`,
    ...scope,
  );
  return {
    counters: {
      states: Object.fromEntries(
        stateNames.map((state) => [state, tallies.get(state) ?? nothing]),
      ) as Counters['states'],
      bytesSent: counted
        .filter(({ state }) => state === 'done' || !isFinal(state))
        .reduce((sum, row) => sum + row.bytesSent, 0),
    },
    waits: waits.map(({ why, timed, files }) => ({ why, timed: timed === 1, files })),
  };
}

function sum(all: readonly Counters[]): Counters {
  const tally = (state: StateName): Tally =>
    all.reduce(
      (total, { states }) => ({
        files: total.files + states[state].files,
        bytes: total.bytes + states[state].bytes,
      }),
      nothing,
    );
  return {
    states: Object.fromEntries(
      stateNames.map((state) => [state, tally(state)]),
    ) as Counters['states'],
    bytesSent: all.reduce((total, { bytesSent }) => total + bytesSent, 0),
  };
}

function sumWaits(all: readonly WaitCount[]): readonly WaitCount[] {
  const groups = Map.groupBy(all, ({ why, timed }) => `${why} ${timed}`);
  return [...groups.values()].flatMap(([first, ...more]) =>
    first === undefined
      ? []
      : [{ ...first, files: more.reduce((total, { files }) => total + files, first.files) }],
  );
}

export function standingOperations(context: StoreContext): Pick<StoreOperations, 'standing'> {
  return {
    standing: ({ batchIds = [], ids = [] }) => {
      const counters = batchIds.map((id) => readCounters(context, id));
      const waits = batchIds.flatMap((id) => readWaits(context, id));
      if (ids.length === 0) return { counters: sum(counters), waits: sumWaits(waits) };
      const rows = ofRows(context, ids, batchIds);
      return {
        counters: sum([...counters, rows.counters]),
        waits: sumWaits([...waits, ...rows.waits]),
      };
    },
  };
}
