import type { FaultCondition } from '../../../sandbox/faults.ts';
import type { Sandbox } from '../../../sandbox/server.ts';

/** Counts, whenever a request arrives, how many of its kind are on the way with it. */
export interface RequestMeter {
  /** The most there were at the same time. */
  readonly most: number;
  /** The most different objects they were for at the same time. */
  readonly mostObjects: number;
}

/** Measures from now on. */
export function measureRequests(sandbox: Sandbox, when: FaultCondition): RequestMeter {
  const meter = { most: 0, mostObjects: 0 };
  // A delay of nothing changes nothing, and says when a request is there.
  const arrivals = sandbox.faults.add({
    when,
    times: Infinity,
    fault: { kind: 'delay', milliseconds: 0 },
  });
  const { operation } = when;
  const onArrival = (): void => {
    const open = sandbox.journal.entries.filter(
      (entry) => !entry.isFinished && (operation === undefined || entry.operation === operation),
    );
    meter.most = Math.max(meter.most, open.length);
    meter.mostObjects = Math.max(meter.mostObjects, new Set(open.map(({ key }) => key)).size);
    void arrivals.nextFired().then(onArrival);
  };
  void arrivals.nextFired().then(onArrival);
  return meter;
}
