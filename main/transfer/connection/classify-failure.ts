import type { TransportFailure, TransportFailureReason } from '../transport.ts';

/** A classified error that happened before the complete response arrived. */
export class FailureError extends Error {
  readonly failure: TransportFailure;

  constructor(failure: TransportFailure) {
    super(failure.detail);
    this.failure = failure;
  }
}

/** The state of the connection when it failed. */
export interface ConnectionFacts {
  /** True when the socket to the first hop was connected. */
  readonly connected: boolean;
  /** True when the first hop is a proxy and its tunnel was not yet open. */
  readonly atProxy: boolean;
  /** The issuer of the server's certificate, if the certificate was rejected. */
  readonly refusedIssuer?: string;
}

const nothingLeft = new Set([
  ...['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME', 'ENODATA'],
  ...['ENETUNREACH', 'EHOSTUNREACH', 'ENETDOWN', 'EHOSTDOWN', 'EADDRNOTAVAIL', 'ENONET'],
]);

/** Returns the reason for an error that a socket or the HTTP client reported. */
export function classifyFailure(error: unknown, facts: ConnectionFacts): TransportFailure {
  if (error instanceof FailureError) return error.failure;
  const systemCode = codeOf(error);
  if (facts.refusedIssuer !== undefined) {
    const detail = `Certificate ${facts.refusedIssuer} not accepted: ${oneLine(error)}`;
    return failure('certificate', printable(detail), systemCode);
  }
  const detail = isTlsError(systemCode) ? `${noTls} (${systemCode})` : oneLine(error);
  if (facts.atProxy) return failure('proxy-failed', detail, systemCode);
  if (!facts.connected && systemCode !== undefined) {
    if (nothingLeft.has(systemCode)) return failure('unreachable', detail, systemCode);
    if (systemCode === 'ECONNREFUSED') return failure('refused', detail, systemCode);
    if (systemCode === 'ETIMEDOUT') return failure('idle', detail, systemCode);
  }
  if (systemCode?.startsWith('HPE_') === true) {
    return failure('connection-lost', `The response is not HTTP: ${detail}`, systemCode);
  }
  return failure('connection-lost', detail, systemCode);
}

const noTls =
  'The https connection failed. If the server speaks http, write http:// before the endpoint.';

/** OpenSSL's messages name positions in its source and differ between versions. */
function isTlsError(systemCode: string | undefined): systemCode is string {
  return systemCode !== undefined && /^(EPROTO$|ERR_SSL_)/.test(systemCode);
}

export function failure(
  reason: TransportFailureReason,
  detail: string,
  systemCode?: string,
): TransportFailure {
  return systemCode === undefined ? { reason, detail } : { reason, detail, systemCode };
}

/** Node's name of an error, such as `ECONNRESET`. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** The message of an error as one printable line. */
export function oneLine(error: unknown): string {
  const text =
    error instanceof Error ? error.message || (codeOf(error) ?? error.name) : String(error);
  const [line = ''] = text.split('\n');
  return printable(line);
}

function printable(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?').slice(0, 200);
}
