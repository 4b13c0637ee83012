import type {
  CheckFacts,
  CheckName,
  Diagnosis,
  LeftUpload,
} from '../../shared/account/diagnosis.ts';
import { toErrorRecord } from '../../shared/errors.ts';
import type { NoteLeft } from './check-speed.ts';

/** Runs one check and reports its result; resolves with what it found, undefined on a failure. */
export type Attempt = <Name extends CheckName>(
  check: Name,
  host: string | undefined,
  run: (noteLeft: NoteLeft) => Promise<CheckFacts[Name]>,
) => Promise<CheckFacts[Name] | undefined>;

/**
 * @param report receives each result
 * @param signal once aborted, no further check runs
 */
export function attemptOf(report: (diagnosis: Diagnosis) => void, signal: AbortSignal): Attempt {
  return async (check, host, run) => {
    if (signal.aborted) return undefined;
    let left: LeftUpload | undefined;
    const named = () => ({
      check,
      ...(host !== undefined && { host }),
      ...(left !== undefined && { leftBehind: left }),
    });
    try {
      const facts = await run((upload) => {
        left = upload;
      });
      report({ ...named(), outcome: 'found', facts } as Diagnosis);
      return facts;
    } catch (thrown) {
      const error = toErrorRecord(thrown);
      const outcome = error.code === 'access-denied' ? 'not-permitted' : 'failed';
      report({ ...named(), outcome, error } as Diagnosis);
      return undefined;
    }
  };
}
