import type { ConditionView } from '../../../../shared/condition.ts';
import { isAccountCondition } from '../../../../shared/condition.ts';
import type { EngineState } from '../../../../shared/engine-state.ts';
import type { AccountLine, Say, UploadLine, UploadState } from '../../../../shared/ipc/picture.ts';
import { drawnPictureType } from '../../../../shared/picture-formats.ts';
import type { SavedDestination } from '../../../../shared/preferences.ts';
import { type StateName, stateNames, type WaitReason } from '../../../../shared/transfer-state.ts';
import type { TransferView } from '../../../engine/api.ts';
import type { BatchCause, UploadFacts } from '../../../engine/ports/picture-queries.ts';
import { bytesOnTheWay, secondsUntilDone } from './moving-files.ts';
import { bytesOf, isAccountCause, isUploadCause, savedDestination } from './queue-now.ts';

/** What a line depends on besides the upload itself. */
export interface LineContext {
  readonly engine: EngineState;
  readonly conditions: readonly ConditionView[];
  readonly saved: readonly SavedDestination[];
  /** The upload that is next in line. */
  readonly next: number | undefined;
  readonly moving: (batchId: number) => readonly TransferView[];
  /** Bytes a second of an upload. */
  readonly speed: (batchId: number) => number;
}

/** Wait reasons that a person ends, the most urgent first. */
const personWaits = [
  'source-unavailable',
  'credentials',
  'proxy',
  'certificate',
  'disk-full',
] as const satisfies WaitReason[];

const mostThumbnails = 5;

/** @param place whether the line stands under "Now", and no longer fits the filter */
export function uploadLine(
  facts: UploadFacts,
  context: LineContext,
  place: { readonly isNow: boolean; readonly left?: boolean } = { isNow: false },
): UploadLine {
  const { batch, counters, firstFiles, failures } = facts;
  const { states } = counters;
  const rows = context.moving(batch.id);
  const { total: bytes, done } = bytesOf(counters);
  const bytesDone = Math.min(bytes, done + bytesOnTheWay(rows));
  const speed = context.speed(batch.id);
  const state = stateOf(facts, context);
  const say = sayOf(facts, state, context);
  const total = stateNames.reduce((sum, name) => sum + states[name].files, 0);
  const scanning = batch.scan === 'scanning';
  const [first] = firstFiles;
  const destinationId = savedDestination(context.saved, batch.destination)?.id;
  return {
    kind: 'upload',
    key: batch.id,
    batchId: batch.id,
    name: batch.name,
    ...(!scanning && total === 1 && first !== undefined && { single: first.id }),
    source: facts.source,
    ...batch.destination,
    ...(destinationId !== undefined && { destinationId }),
    addedAt: batch.createdAt,
    ...(facts.endedAt !== undefined && { endedAt: facts.endedAt }),
    tall: place.isNow || say !== undefined,
    scanning,
    files: Object.fromEntries(stateNames.map((name) => [name, states[name].files])) as Readonly<
      Record<StateName, number>
    >,
    ...(facts.skips.length > 0 && { skips: facts.skips }),
    total,
    bytes,
    bytesDone,
    speed,
    ...secondsUntilDone(bytes - bytesDone, speed),
    state,
    ...(say !== undefined && { say }),
    causes: failures.length + facts.waits.filter(({ why }) => isUploadCause(why)).length,
    repeatable: facts.isRepeatable,
    thumbnails: firstFiles
      .filter(({ name }) => drawnPictureType(name) !== undefined)
      .slice(0, mostThumbnails)
      .map(({ id }) => id),
    ...(place.left === true && { left: true }),
  };
}

function stateOf(facts: UploadFacts, context: LineContext): UploadState {
  const { batch, counters, endedAt } = facts;
  const { uploading, verifying } = counters.states;
  if (endedAt !== undefined) return endOf(facts);
  if (context.engine.name === 'failed') return 'stopped';
  if (uploading.files > 0) return 'uploading';
  if (verifying.files > 0) return 'verifying';
  if (counters.states.queued.files > 0 || batch.scan === 'scanning') {
    return inLine(batch, context);
  }
  const waits = new Set(facts.waits.map(({ why }) => why));
  if (waits.has('conflict')) return 'question';
  if (personWaits.some((why) => waits.has(why))) return 'attention';
  if (waits.has('offline')) return 'offline';
  return waits.size > 0 ? 'waiting' : 'paused';
}

/** Files wait in line; a blocked account keeps them there. */
function inLine({ id, destination }: UploadFacts['batch'], context: LineContext): UploadState {
  const blocked = context.conditions
    .filter(isAccountCondition)
    .find(({ accountId }) => accountId === destination.accountId);
  if (blocked !== undefined) return blocked.kind === 'offline' ? 'offline' : 'attention';
  return context.next === id ? 'next' : 'waiting';
}

function endOf({ counters, failures }: UploadFacts): UploadState {
  const { done, skipped, failed, cancelled } = counters.states;
  if (failed.files > 0) {
    return failures.every(({ code }) => code === 'unconfirmed') ? 'unconfirmed' : 'attention';
  }
  if (cancelled.files > 0) return 'cancelled';
  return done.files + skipped.files > 0 ? 'done' : 'empty';
}

function sayOf(
  { batch, failures, waits }: UploadFacts,
  state: UploadState,
  { conditions }: LineContext,
): Say | undefined {
  const [failure] = failures;
  const conflict = waits.find(({ why }) => why === 'conflict');
  if (state !== 'question' && failure !== undefined) {
    const { code, files, example } = failure;
    return { cause: code, files, example };
  }
  if (conflict !== undefined) return { cause: 'conflict', files: conflict.files };
  const wait = personWaits
    .map((reason) => waits.find(({ why }) => why === reason))
    .find((found) => found !== undefined);
  if (wait !== undefined) return { cause: wait.why, files: wait.files };
  const blocked = conditions
    .filter(isAccountCondition)
    .find(({ accountId }) => accountId === batch.destination.accountId);
  if (state !== 'attention' || blocked === undefined) return undefined;
  return { cause: blocked.kind, files: 0 };
}

/** One sentence that needs a person. */
export type AttentionEntry =
  | { readonly kind: 'account'; readonly line: AccountLine }
  | { readonly kind: 'upload'; readonly batchId: number; readonly cause: BatchCause['cause'] };

/** All sentences: first those of accounts, then those of uploads, newest upload first. */
export function attentionEntries(causes: readonly BatchCause[]): readonly AttentionEntry[] {
  const ofAccounts = causes.filter(({ cause }) => isAccountCause(cause));
  const accounts = Map.groupBy(ofAccounts, ({ accountId, cause }) => `a:${accountId}:${cause}`);
  const lines = [...accounts].flatMap(([key, [first, ...more]]): readonly AttentionEntry[] => {
    if (first === undefined) return [];
    const { accountId, cause } = first;
    const line: AccountLine = { kind: 'account', key, accountId, cause, uploads: more.length + 1 };
    return [{ kind: 'account', line }];
  });
  const uploads = causes
    .filter(({ cause }) => isUploadCause(cause))
    .map(({ batchId, cause }): AttentionEntry => ({ kind: 'upload', batchId, cause }));
  return [...lines, ...uploads];
}

/** The key of a sentence: the upload of its first cause is known by its batch id. */
export function attentionKey(entry: AttentionEntry, isFirst: boolean): number | string {
  if (entry.kind === 'account') return entry.line.key;
  return isFirst ? entry.batchId : `u:${entry.batchId}:${entry.cause}`;
}

/** The line of an upload with the sentence of one cause. */
export function lineWithCause(
  line: UploadLine,
  facts: UploadFacts,
  cause: BatchCause['cause'],
  key: number | string,
): UploadLine {
  const failure = facts.failures.find(({ code }) => code === cause);
  if (failure !== undefined) {
    const { files, example } = failure;
    return { ...line, key, tall: true, say: { cause, files, example } };
  }
  const waits = facts.waits.filter(({ why }) => why === cause);
  const files = waits.reduce((sum, wait) => sum + wait.files, 0);
  return { ...line, key, tall: true, say: { cause, files } };
}
