import type { OperationName } from '../../sandbox/rules/operation.ts';
import { conflictPolicies, type ConflictPolicy } from '../../shared/upload/upload-options.ts';
import { assertNever } from '../../shared/assert-never.ts';
import {
  httpFaultKinds,
  type AnswerField,
  type FaultMoment,
  type HttpFault,
  type HttpFaultKind,
} from '../fault-proxy/http-fault.ts';
import { KiB, partSize } from '../helpers/quick-settings.ts';
import { seededChance, type Chance } from '../helpers/seeded-chance.ts';

export const lanes = ['put', 'multipart'] as const;
export type Lane = (typeof lanes)[number];

/**
 * What stands under the key before the run: nothing, the file itself, or other bytes that are older
 * or newer than the file.
 */
export const formerObjects = ['nothing', 'identical', 'older', 'newer'] as const;
export type FormerObject = (typeof formerObjects)[number];

/** A fault and the request that it meets. */
export interface PlannedFault {
  /** `any` counts all requests of the run together. */
  readonly operation: OperationName | 'any';
  /** How many such requests pass unharmed first. */
  readonly after: number;
  readonly fault: HttpFault;
}

/** One upload of one file, with all that goes wrong. */
export interface FaultyRun {
  readonly seed: number;
  readonly lane: Lane;
  readonly policy: ConflictPolicy;
  readonly former: FormerObject;
  /** Bytes of the file. */
  readonly size: number;
  /** Bytes of another object that stands there before. */
  readonly formerSize: number;
  /** The first one is sure to strike. */
  readonly faults: readonly PlannedFault[];
}

/** So many seeds in a row bring each fault under each policy; twice as many, in each lane as well. */
export const combinations = conflictPolicies.length * httpFaultKinds.length;

function pick<Value>(chance: Chance, values: readonly Value[]): Value {
  const value = values[chance(0, values.length - 1)];
  if (value === undefined) throw new Error('Nothing to choose from.');
  return value;
}

const moments: readonly FaultMoment[] = ['before', 'after'];
const fields: readonly AnswerField[] = ['crc64', 'crc64', 'crc64', 'etag', 'body'];

function drawFault(kind: HttpFaultKind, chance: Chance): HttpFault {
  const place = chance(0, 2 ** 30);
  switch (kind) {
    case 'flip-body':
      return { kind, place };
    case 'flip-answer':
      return { kind, place, field: pick(chance, fields) };
    case 'lose-answer':
      return { kind };
    case 'reset':
    case 'stall':
      return { kind, when: pick(chance, moments) };
    case 'cut':
      return { kind, direction: pick(chance, ['up', 'down'] as const), place };
    case 'server-error':
      return { kind, status: pick(chance, [500, 502, 504] as const), when: pick(chance, moments) };
    case 'busy':
      return { kind, delay: chance(0, 50) };
    case 'duplicate':
      return { kind, answer: pick(chance, ['first', 'second'] as const) };
    default:
      return assertNever(kind, 'kind of fault');
  }
}

/** Whether the policy has the file sent when that object stands there. */
export function overwrites(policy: ConflictPolicy, former: FormerObject): boolean {
  switch (policy) {
    case 'overwrite':
      return true;
    case 'skip-identical':
      return former !== 'identical';
    case 'newer':
      return former === 'older';
    case 'ask':
    case 'skip':
    case 'rename':
    case 'fail':
      return false;
    default:
      return assertNever(policy, 'conflict policy');
  }
}

/** A request that every run makes, and that has what the fault spoils. */
function sureStrike(
  { lane, size, isSent }: { lane: Lane; size: number; isSent: boolean },
  kind: HttpFaultKind,
  chance: Chance,
): PlannedFault {
  const fault = drawFault(kind, chance);
  // The first request only asks whether the place can be reached.
  if (!isSent) return { operation: 'any', after: chance(0, 1), fault };
  if (lane === 'put') {
    // The answer to a PutObject has no body.
    const spoilt = fault.kind === 'flip-answer' && fault.field === 'body' ? 'crc64' : undefined;
    return {
      operation: 'PutObject',
      after: 0,
      fault:
        spoilt === undefined || fault.kind !== 'flip-answer' ? fault : { ...fault, field: spoilt },
    };
  }
  const part = {
    operation: 'UploadPart',
    after: chance(0, Math.ceil(size / partSize) - 1),
  } as const;
  const complete = { operation: 'CompleteMultipartUpload', after: 0 } as const;
  const initiate = { operation: 'InitiateMultipartUpload', after: 0 } as const;
  switch (kind) {
    case 'flip-body':
      return { ...pick(chance, [part, part, complete]), fault };
    case 'flip-answer': {
      if (fault.kind !== 'flip-answer') return { ...part, fault };
      if (fault.field === 'body') return { ...pick(chance, [initiate, complete]), fault };
      if (fault.field === 'etag') return { ...part, fault };
      return { ...pick(chance, [part, complete]), fault };
    }
    default:
      return { ...pick(chance, [part, initiate, complete]), fault };
  }
}

const anyOperations: readonly PlannedFault['operation'][] = [
  'any',
  'any',
  'HeadObject',
  'PutObject',
  'PutObject',
  'InitiateMultipartUpload',
  'UploadPart',
  'CompleteMultipartUpload',
  'CompleteMultipartUpload',
  'ListParts',
  'ListMultipartUploads',
  'AbortMultipartUpload',
];

/** What happens in the run of that seed: the same for ever. */
export function drawRun(seed: number): FaultyRun {
  const chance = seededChance(seed);
  // Neighbours among seeds differ only a little in what they draw first.
  for (let skipped = 0; skipped < 8; skipped += 1) chance(0, 1);
  const combination = seed % combinations;
  const policy = conflictPolicies[combination % conflictPolicies.length] ?? 'ask';
  const kind = httpFaultKinds[Math.floor(combination / conflictPolicies.length)] ?? 'reset';
  const lane = lanes[Math.floor(seed / combinations) % lanes.length] ?? 'put';
  const size = lane === 'put' ? chance(1, 100 * KiB) : chance(100 * KiB + 1, 450 * KiB);
  const drawn = pick(chance, formerObjects);
  const needsBytes = kind === 'flip-body' || kind === 'flip-answer';
  // Under "rename" the first answer is a refusal when something stands there.
  const isPlain = sends(policy, drawn) && policy !== 'rename';
  const former = needsBytes && !isPlain ? 'nothing' : drawn;
  const first = sureStrike({ lane, size, isSent: sends(policy, former) }, kind, chance);
  const further = Array.from({ length: pick(chance, [0, 0, 0, 1, 1, 2]) }, () => ({
    operation: pick(chance, anyOperations),
    after: pick(chance, [0, 0, 1, 2, 3]),
    fault: drawFault(pick(chance, httpFaultKinds), chance),
  }));
  const formerSize = pick(chance, [size, chance(1, 100 * KiB)]);
  return { seed, lane, policy, former, size, formerSize, faults: [first, ...further] };
}

function sends(policy: ConflictPolicy, former: FormerObject): boolean {
  return former === 'nothing' || policy === 'rename' || overwrites(policy, former);
}
