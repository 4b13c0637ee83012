import { assertNever } from '../../../shared/assert-never.ts';
import type { ErrorCode } from '../../../shared/errors.ts';
import type { TransportFailureReason } from '../../transfer/transport.ts';

/** What it means for a transfer that the transport got no answer. */
export function failureCode(reason: TransportFailureReason): ErrorCode {
  switch (reason) {
    case 'unreachable':
    case 'refused':
    case 'proxy-failed':
      return 'offline';
    // Nothing is known about a request whose worker died, as with a connection that broke.
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
