import type { RunEvent, TransferChange } from '../../main/cli/report/run-event.ts';
import { overwrites, type FaultyRun } from './draw-run.ts';

/** What is known of a run when it is over. */
export interface RunEvidence {
  readonly run: FaultyRun;
  readonly exitCode: number;
  readonly events: readonly RunEvent[];
  /** The key that the file is meant for. */
  readonly key: string;
  readonly file: Buffer;
  /** What stood there before, if anything. */
  readonly former: Buffer | undefined;
  /** What the server holds of this run in the end, by key. */
  readonly objects: ReadonlyMap<string, Buffer>;
}

const finalStates: readonly string[] = ['done', 'skipped', 'failed', 'cancelled', 'waiting'];

/** The last that was said of the file, which must be a state to stay in. */
function lastWord({ events }: RunEvidence): TransferChange | undefined {
  return events.findLast(
    (event): event is TransferChange =>
      event.type === 'transfer' && finalStates.includes(event.state),
  );
}

/**
 * How often the file may have met itself: a PutObject that is delivered twice within a second is
 * refused for an object that only its bytes distinguish from another program's.
 */
function meetings({ run }: RunEvidence): number {
  if (run.lane !== 'put') return 0;
  return run.faults.filter(({ fault }) => fault.kind === 'duplicate').length;
}

/** Whether the file may have met itself under its own key. */
function mayMeetItself(evidence: RunEvidence): boolean {
  const { objects, key, file } = evidence;
  return meetings(evidence) > 0 && objects.get(key)?.equals(file) === true;
}

/** Objects that are neither the file nor what stood there before, and the file under two keys. */
function* wrongObjects(evidence: RunEvidence): Generator<string> {
  const { run, key, file, former, objects } = evidence;
  for (const [name, bytes] of objects) {
    const isFormer = name === key && former?.equals(bytes) === true;
    if (!bytes.equals(file) && !isFormer) yield `a damaged object stands as ${name}`;
  }
  const others = [...objects.keys()].filter((name) => name !== key);
  const renames = meetings(evidence) + (former === undefined ? 0 : 1);
  if (others.length > (run.policy === 'rename' ? renames : 0))
    yield `the file is there again as ${others.join(', ')}`;
  const standing = objects.get(key);
  if (former === undefined) return;
  if (standing === undefined) yield 'what stood there before is gone';
  else if (!standing.equals(former) && !overwrites(run.policy, run.former)) {
    yield `what stood there before was overwritten under ${run.policy}`;
  }
}

/**
 * What a success claims and the server does not have. An identical object cannot be distinguished from one
 * that a request with a lost answer has made: the file may count as sent under either key.
 */
function* wrongDone(evidence: RunEvidence, said: string): Generator<string> {
  const { objects, key, file, run } = evidence;
  if (objects.get(said)?.equals(file) !== true) yield `done, but ${said} is not the file`;
  const isBeside = run.policy === 'rename' && run.former !== 'nothing';
  if (said !== key && run.policy === 'rename' && mayMeetItself(evidence)) return;
  if (said !== key ? !isBeside : isBeside && run.former !== 'identical') {
    yield `the file went to ${said}`;
  }
}

function* wrongSkip(evidence: RunEvidence, word: TransferChange): Generator<string> {
  const { run, objects, key, file, former } = evidence;
  const standing = objects.get(key);
  if (former === undefined && !mayMeetItself(evidence))
    yield 'skipped for an object that no other program put there';
  else if (standing === undefined) yield 'skipped for an object that is not there';
  switch (word.reason) {
    case 'exists':
      if (run.policy !== 'skip') yield `skipped as existing under ${run.policy}`;
      return;
    case 'identical':
      if (standing?.equals(file) !== true) yield 'skipped as identical, and it is not';
      return;
    case 'not-newer':
      if (run.policy !== 'newer') yield `skipped as not newer under ${run.policy}`;
      return;
    default:
      yield `skipped for a strange reason: ${word.reason ?? 'none'}`;
  }
}

/** Only an object that stands where nothing may be overwritten is a reason to fail. */
function* wrongFailure(evidence: RunEvidence, word: TransferChange): Generator<string> {
  const { run, former } = evidence;
  const code = word.error?.code;
  const isMet = former !== undefined || mayMeetItself(evidence);
  const mayFail = (run.policy === 'fail' || run.policy === 'ask') && isMet;
  if (code !== 'object-exists')
    yield `failed with ${code ?? 'nothing'}: ${word.error?.detail ?? ''}`;
  else if (!mayFail) yield 'failed for an object that no other program put there';
}

/** What the line can do to the question that a command asks before it queues anything. */
const lineErrors: readonly string[] = [
  'connection-lost',
  'no-progress',
  'unexpected-answer',
  'server-error',
  'server-busy',
];

/** The command gave up before it queued anything, because the line failed it, and said so. */
function gaveUpAtOnce({ events }: RunEvidence): boolean {
  if (events.some(({ type }) => type === 'added')) return false;
  return events.some((event) => event.type === 'notice' && lineErrors.includes(event.code));
}

/**
 * Everything that is wrong with a run, judged by what the server holds in the end.
 *
 * @returns sentences; none when all is well
 */
export function judgeRun(evidence: RunEvidence): string[] {
  const wrong = [...wrongObjects(evidence)];
  const { exitCode } = evidence;
  const word = lastWord(evidence);
  const expected = word?.state === 'done' || word?.state === 'skipped' ? 0 : 1;
  if (exitCode !== expected) wrong.push(`exit code ${exitCode} after ${word?.state ?? 'nothing'}`);
  if (word === undefined) {
    if (!gaveUpAtOnce(evidence)) wrong.push('nothing was said of the file');
    return wrong;
  }
  switch (word.state) {
    case 'done':
      wrong.push(...wrongDone(evidence, word.key));
      break;
    case 'skipped':
      wrong.push(...wrongSkip(evidence, word));
      break;
    case 'failed':
      wrong.push(...wrongFailure(evidence, word));
      break;
    default:
      wrong.push(`the file ended as ${word.state}: ${word.why ?? ''}`);
  }
  return wrong;
}
