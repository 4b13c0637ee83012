import type { CountersView } from '../../shared/ipc/views.ts';
import type { StateName } from '../../shared/transfer-state.ts';

/** The views of the sidebar, in display order. */
const tableViews = ['all', 'active', 'queued', 'paused', 'attention', 'done'] as const;
export type TableView = (typeof tableViews)[number];

const statesByView: Record<TableView, readonly StateName[] | undefined> = {
  all: undefined,
  active: ['uploading', 'verifying', 'waiting'],
  queued: ['queued'],
  paused: ['paused'],
  attention: ['failed'],
  done: ['done', 'skipped'],
};

/** The states that a view shows; undefined means all states. */
export function statesOf(view: TableView): readonly StateName[] | undefined {
  return statesByView[view];
}

/** The view that shows `states` best. */
export function viewFor(states: readonly StateName[] | undefined): TableView {
  const [first] = states ?? [];
  if (first === undefined) return 'all';
  return tableViews.find((view) => statesByView[view]?.includes(first) === true) ?? 'all';
}

export function filesIn(counters: CountersView, states: readonly StateName[] | undefined): number {
  const names = states ?? (Object.keys(counters.states) as StateName[]);
  return names.reduce((sum, name) => sum + counters.states[name].files, 0);
}

function bytesIn(counters: CountersView, states?: readonly StateName[]): number {
  const names = states ?? (Object.keys(counters.states) as StateName[]);
  return names.reduce((sum, name) => sum + counters.states[name].bytes, 0);
}

const counted = [
  'queued',
  'uploading',
  'verifying',
  'waiting',
  'paused',
  'failed',
  'done',
] as const;

/** Bytes to send in total: without skipped and cancelled transfers. */
export function bytesWanted(counters: CountersView): number {
  return bytesIn(counters, counted);
}

export function hasUnfinished(counters: CountersView): boolean {
  return filesIn(counters, ['queued', 'uploading', 'verifying', 'waiting', 'paused']) > 0;
}
