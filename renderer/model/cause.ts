import { type ErrorCode, errorCodes } from '../../shared/errors.ts';
import type { Say } from '../../shared/ipc/picture.ts';
import type { WaitReason } from '../../shared/transfer-state.ts';
import type { MessageKey } from '../locales/messages.ts';
import { type Remedy, remedyFor } from './failure-advice.ts';

export type CauseCode = Say['cause'];

/** What the button of a cause does: the remedy of an error, or the answer to a question. */
export type CauseRemedy = Remedy | 'answer';

const waits: Partial<Record<WaitReason, CauseRemedy>> = {
  conflict: 'answer',
  credentials: 'sign-in',
  proxy: 'network',
  'public-endpoint': 'bound-domain',
  certificate: 'network',
};

/** The error of a cause that is one; undefined for a wait. */
export function errorOfCause(cause: CauseCode): ErrorCode | undefined {
  return errorCodes.find((code) => code === cause);
}

/** @param files the number of files with this cause */
export function remedyOfCause(cause: CauseCode, files: number): CauseRemedy {
  const waiting = (waits as Partial<Record<CauseCode, CauseRemedy>>)[cause];
  if (waiting !== undefined) return waiting;
  const code = errorOfCause(cause);
  return code === undefined ? 'retry' : remedyFor(code, files);
}

const words: Partial<Record<CauseCode, MessageKey>> = {
  'source-changed': 'cause.changed',
  'access-denied': 'cause.notAllowed',
  'source-unavailable': 'cause.diskMissing',
  'credentials-expired': 'cause.keyRejected',
  'credentials-rejected': 'cause.keyRejected',
  'credentials-missing': 'cause.keyRejected',
  credentials: 'cause.keyRejected',
  'public-endpoint': 'errors.public-endpoint-refused.title',
  suspended: 'errors.account-suspended.title',
  certificate: 'cause.certificate',
  proxy: 'cause.proxy',
  'disk-full': 'cause.diskFull',
  conflict: 'uploads.question',
  'handed-over': 'wait.handedOver',
};

/** A cause in two words. */
export function causeWord(cause: CauseCode): MessageKey {
  const code = errorOfCause(cause);
  return words[cause] ?? (code === undefined ? 'cause.failed' : `errors.${code}.title`);
}

const buttons: Readonly<Record<CauseRemedy, MessageKey>> = {
  answer: 'say.review',
  retry: 'say.tryAgain',
  'new-versions': 'say.newVersions',
  'sign-in': 'say.updateKeys',
  'edit-account': 'say.editAccount',
  'bound-domain': 'banner.chooseDomain',
  diagnose: 'connect.diagnose',
  network: 'say.network',
  'change-key': 'say.changeKey',
  'copy-policy': 'say.copyPolicy',
  'transfer-settings': 'say.partSize',
  show: 'say.showFiles',
};

/** The words on the one button of a cause. */
export function causeButton(cause: CauseCode, files: number): MessageKey {
  return buttons[remedyOfCause(cause, files)];
}
