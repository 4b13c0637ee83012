import { TransferError, type ErrorCode } from '../../../shared/errors.ts';
import { TransportError } from '../transport.ts';

const codes: Readonly<Record<string, ErrorCode>> = {
  ENOENT: 'source-missing',
  ENOTDIR: 'source-missing',
  // Node refuses a path with NUL in it: such a file cannot exist.
  ERR_INVALID_ARG_VALUE: 'source-missing',
  EBUSY: 'source-in-use',
  // A file server holds a lease on the file, and Ferry opens without waiting.
  EAGAIN: 'source-in-use',
  ETXTBSY: 'source-in-use',
  EMFILE: 'source-in-use',
  ENFILE: 'source-in-use',
  EIO: 'source-unavailable',
  ENODEV: 'source-unavailable',
  ENXIO: 'source-unavailable',
  ESTALE: 'source-unavailable',
  ENOTCONN: 'source-unavailable',
  ETIMEDOUT: 'source-unavailable',
  EHOSTDOWN: 'source-unavailable',
};

/**
 * Maps an error of the file system to an error code of a source. An unknown error means
 * unreadable: that ends the transfer with an error. A guess might cause retries without end.
 */
export function sourceErrorCode(systemCode: string, platform = process.platform): ErrorCode {
  // Windows returns EPERM while another program holds the file.
  if (platform === 'win32' && systemCode === 'EPERM') return 'source-in-use';
  return codes[systemCode] ?? 'source-unreadable';
}

/** The error of a file operation as TransferError. The detail names no path. */
export function sourceError(error: unknown): TransferError {
  if (error instanceof TransferError) return error;
  const { code = 'UNKNOWN', syscall } = error as NodeJS.ErrnoException;
  const detail = syscall === undefined ? code : `${code} (${syscall})`;
  return new TransferError({ code: sourceErrorCode(code), detail }, { cause: error });
}

/** Maps the error of a checksum call to a source error: only a TransportError changes. */
export function summingError(error: unknown): unknown {
  if (!(error instanceof TransportError)) return error;
  const { reason, detail, systemCode = '' } = error.failure;
  switch (reason) {
    case 'short-read':
      return new TransferError({ code: 'source-changed', detail }, { cause: error });
    case 'read-failed':
      return new TransferError({ code: sourceErrorCode(systemCode), detail }, { cause: error });
    case 'unreachable':
    case 'refused':
    case 'connection-lost':
    case 'address-lost':
    case 'stalled':
    case 'idle':
    case 'certificate':
    case 'proxy-authentication':
    case 'proxy-failed':
    case 'response-too-large':
    case 'worker-failed':
      // Reading needs no network: the worker is gone, and the next attempt has a new worker.
      return new TransferError({ code: 'connection-lost', detail }, { cause: error });
  }
}
