import type { Recovery } from '../store/store-calls.ts';
import type { NoticeEvent } from './run-event.ts';

/** Tells that a damaged database was set aside, and what took its place. */
export function recoveryNotice({ damagedCopy, restoredFrom }: Recovery): NoticeEvent {
  const place =
    restoredFrom === undefined
      ? 'The queue begins empty: upload again, and what is finished is recognised.'
      : 'Its last backup took its place: what was added since then must be added again.';
  return {
    type: 'notice',
    level: 'warning',
    code: 'database-recovered',
    message: `The database was damaged. ${place}`,
    next: `The damaged file is kept: ${damagedCopy}`,
  };
}
