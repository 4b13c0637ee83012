import { assertNever } from '../../../shared/assert-never.ts';
import type { ErrorCode } from '../../../shared/errors.ts';
import type { TransportFailureReason } from '../../transfer/transport.ts';

/** The error code of a transfer whose request got no response. */
export function failureCode(reason: TransportFailureReason): ErrorCode {
  switch (reason) {
    case 'unreachable':
    case 'refused':
    case 'proxy-failed':
      return 'offline';
    // A dead worker leaves the request in an unknown state, as a broken connection does.
    case 'connection-lost':
    case 'worker-failed':
    case 'address-lost':
      return 'connection-lost';
    case 'idle':
      return 'no-progress';
    case 'certificate':
      return 'certificate-rejected';
    case 'proxy-authentication':
      return 'proxy-authentication';
    case 'short-read':
      return 'source-changed';
    case 'read-failed':
      return 'source-unavailable';
    case 'answer-too-large':
      return 'unexpected-answer';
    default:
      return assertNever(reason, 'transport failure');
  }
}
