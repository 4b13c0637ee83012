import { assertNever } from '../../../shared/assert-never.ts';
import type { QueueRecovery } from '../../../shared/queue-recovery.ts';
import type { NoticeEvent } from '../report/run-event.ts';

/** Says that the database was damaged, and what that means for uploads. */
export function recoveryNotice(recovery: QueueRecovery): NoticeEvent {
  return {
    type: 'notice',
    level: 'warning',
    code: 'database-recovered',
    message: messageOf(recovery),
    next: `The damaged file is kept: ${recovery.damagedCopy}`,
  };
}

function messageOf(recovery: QueueRecovery): string {
  switch (recovery.outcome) {
    case 'restored':
      return 'The database was damaged. Its last backup took its place: what was added since then must be added again, and what arrived since then may be sent once more.';
    case 'partly-read':
      return 'The last changes to the database were damaged and are lost; all before them was kept. What was added last may have to be added again, and what arrived last may be sent once more.';
    case 'begun-anew':
      return 'The database was damaged, and there was no backup. The queue begins empty: upload again, and what is finished is recognised.';
    default:
      return assertNever(recovery, 'recovery');
  }
}
