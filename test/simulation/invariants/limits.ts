import type { ObjectTarget } from '../../../main/engine/ports/object-store.ts';
import type { Settings } from '../../../shared/settings.ts';
import { SimulatedHandle } from '../ports/simulated-handle.ts';
import { isRunningRow } from '../queue/running.ts';
import type { Witness } from '../witness.ts';
import { nameOf, type Scene } from './scene.ts';

/** What was about to be sent when the server asked for silence is not called back. Milliseconds. */
const aboutToBeSent = 20;

/** 8. Limits are never exceeded, and no wait is shorter than demanded. */
export function limitInvariants(scene: Scene): Partial<Witness> {
  const { world, queue } = scene;
  const parts = new Map<string, number>();
  const puts = new Map<string, number>();
  const holds = new Map<string, { readonly since: number; readonly until: number }>();
  /** How often requests were refused for lack of a right. */
  const denied = new Map<string, number>();
  let inForce: readonly Settings[] = [];
  /** Files that run when a limit is lowered are not thrown out. */
  let most = { large: 0, small: 0 };
  let mostParts = 0;
  /** What began while the disk was known to be full, and which time that was. */
  let begun = { parts: new Set<string>(), puts: new Set<string>(), time: 0 };

  /** What had a place when the disk became full may begin, and be tried again; nothing else may. */
  const checkRoom = (kind: 'parts' | 'puts', name: string, places: number): void => {
    const time = scene.knownFull();
    if (time === undefined) return;
    if (time !== begun.time) begun = { parts: new Set(), puts: new Set(), time };
    const { size } = begun[kind].add(name);
    if (size > places) world.violate(8, `${size} ${kind} begin on a full disk`);
  };
  const checkHold = ({ accountId, bucket, key }: ObjectTarget): void => {
    const { since, until } = holds.get(`${accountId}/${bucket}`) ?? { since: 0, until: 0 };
    const now = world.time.monotonic;
    if (now - since <= aboutToBeSent || until - now < 0.001) return;
    world.violate(8, `${key} is sent ${(until - now).toFixed()} ms too early`);
  };
  const checkDenied = (call: string, target: ObjectTarget): void => {
    // A refusal that crosses with an interruption is not heard; two in a row hardly ever are.
    if ((denied.get(`${call} ${target.accountId} ${nameOf(target)}`) ?? 0) < 3) return;
    world.violate(8, `${call} of ${target.key} is repeated without the right`);
  };
  /** A file that changed its size since it was seen counts in the lane it was seen for. */
  const checkFiles = (lane: 'small' | 'large', isOnTheWay: (row: string) => boolean): void => {
    let files = 0;
    for (const row of queue().rows.values()) {
      if (row.lane !== lane || !isRunningRow(row)) continue;
      const name = `${row.accountId}/${nameOf(row)}`;
      if (isOnTheWay(lane === 'small' ? name : (row.checkpoint?.uploadId ?? ''))) files += 1;
    }
    if (files > most[lane]) world.violate(8, `${files} ${lane} files at once`);
  };
  const checkHandle = (source: unknown): void => {
    if (source instanceof SimulatedHandle && source.isOpen) return;
    world.violate(0, 'A closed file is sent');
  };

  return {
    booted: () => {
      for (const memory of [parts, puts, holds]) memory.clear();
      most = { large: 0, small: 0 };
      mostParts = 0;
    },

    settingsInForce: (settings) => {
      inForce = settings;
      most = {
        large: Math.max(most.large, ...settings.map(({ jobsAtOnce }) => jobsAtOnce)),
        small: Math.max(most.small, ...settings.map(({ smallFilesAtOnce }) => smallFilesAtOnce)),
      };
    },

    putBegins: (target, range) => {
      checkHold(target);
      checkDenied('put', target);
      if (range !== undefined) checkHandle(range.source);
      const name = `${target.accountId}/${nameOf(target)}`;
      count(puts, name, 1);
      checkRoom('puts', name, most.small + most.large);
      checkFiles('small', (name) => puts.has(name));
    },
    putEnds: (target) => {
      count(puts, `${target.accountId}/${nameOf(target)}`, -1);
    },

    initiateBegins: (target) => {
      checkHold(target);
      checkDenied('initiate', target);
    },

    partBegins: (target, uploadId, number, range) => {
      checkHold(target);
      checkDenied('uploadPart', target);
      checkHandle(range.source);
      count(parts, uploadId, 1);
      const sum = [...parts.values()].reduce((all, each) => all + each, 0);
      const limit = Math.max(...inForce.map(({ partsAtOnce }) => partsAtOnce));
      // Parts that had a place when the limit was lowered keep it until all of them have left.
      mostParts = sum < limit ? limit : Math.max(limit, mostParts);
      if (sum > mostParts) world.violate(8, `${sum} parts at once`);
      checkFiles('large', (uploadIdOfRow) => parts.has(uploadIdOfRow));
      checkRoom('parts', `${uploadId} ${number}`, mostParts);
    },
    partEnds: (uploadId) => {
      count(parts, uploadId, -1);
    },

    completeBegins: checkHold,

    refused: (call, target, { code, retryAfter }) => {
      const { accountId, bucket } = target;
      if (code === 'access-denied') count(denied, `${call} ${accountId} ${nameOf(target)}`, 1);
      if (code !== 'server-busy' || retryAfter === undefined) return;
      const place = `${accountId}/${bucket}`;
      const now = world.time.monotonic;
      const { until, since } = holds.get(place) ?? { until: 0, since: now };
      const isNew = until < now;
      holds.set(place, { since: isNew ? now : since, until: Math.max(until, now + retryAfter) });
    },

    rowMoved: (_before, after) => {
      // Failed for that reason, or another row of the key: a person may try again.
      if (isRunningRow(after)) return;
      for (const call of ['put', 'initiate', 'uploadPart']) {
        if (after.state.name !== 'waiting') {
          denied.delete(`${call} ${after.accountId} ${nameOf(after)}`);
        }
      }
    },
  };
}

function count(map: Map<string, number>, name: string, change: number): void {
  const sum = (map.get(name) ?? 0) + change;
  if (sum <= 0) map.delete(name);
  else map.set(name, sum);
}
