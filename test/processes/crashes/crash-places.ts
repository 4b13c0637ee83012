import type { CrashStep } from '../../helpers/driver/crash-point.ts';
import type { FaultPoint } from '../../../sandbox/faults.ts';
import type { OperationName } from '../../../sandbox/rules/operation.ts';

/** Where a process is when it is killed. */
export type CrashPlace =
  /** At a step of its own. */
  | { readonly step: CrashStep; readonly moment: 'before' | 'after' }
  /** A request of its is at the server: `request` with nothing done, `response` with all done. */
  | { readonly operation: OperationName; readonly point: FaultPoint };

/** A moment of an upload that has a name, and the two sides of it. */
export interface NamedPoint {
  readonly name: string;
  readonly before: CrashPlace;
  readonly after: CrashPlace;
}

const around = (name: string, step: CrashStep): NamedPoint => ({
  name,
  before: { step, moment: 'before' },
  after: { step, moment: 'after' },
});

/** The server has done it; then the response has reached the process, unread. */
const answered = (name: string, operation: OperationName, step: CrashStep): NamedPoint => ({
  name,
  before: { operation, point: 'response' },
  after: { step, moment: 'after' },
});

/** The request is about to leave; then it is at the server, which has not looked at it yet. */
const sent = (name: string, operation: OperationName, step: CrashStep): NamedPoint => ({
  name,
  before: { step, moment: 'before' },
  after: { operation, point: 'request' },
});

/** Every step of an upload between two of which a power cut leaves another state behind. */
export const uploadPoints: readonly NamedPoint[] = [
  around('intent written', 'intend'),
  answered('uploadId received', 'InitiateMultipartUpload', 'initiate'),
  around('uploadId committed', 'saveUploadId'),
  answered('part acked', 'UploadPart', 'uploadPart'),
  around('part committed', 'savePart'),
  sent('Complete sent', 'CompleteMultipartUpload', 'complete'),
  answered('Complete acked', 'CompleteMultipartUpload', 'complete'),
  around('done committed', 'finish'),
];

/** The same for the request that ends a cancelled upload. */
export const abortPoints: readonly NamedPoint[] = [
  sent('abort sent', 'AbortMultipartUpload', 'abort'),
  answered('abort acked', 'AbortMultipartUpload', 'abort'),
];
