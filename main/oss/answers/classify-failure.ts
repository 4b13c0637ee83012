import { assertNever } from '../../../shared/assert-never.ts';
import type { ErrorCode } from '../../../shared/errors.ts';
import type { TransportFailure } from '../../transfer/transport.ts';

type FailedConnection = Pick<TransportFailure, 'reason' | 'systemCode'>;

/** The error code of a transfer whose request got no response. */
export function failureCode({ reason, systemCode }: FailedConnection): ErrorCode {
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
      return certificateCode(systemCode);
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

/** Node's names: https://nodejs.org/docs/latest-v24.x/api/tls.html#x509-certificate-error-codes */
function certificateCode(systemCode: string | undefined): ErrorCode {
  if (systemCode === 'CERT_HAS_EXPIRED') return 'certificate-expired';
  if (systemCode === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'certificate-name-differs';
  return 'certificate-rejected';
}
