import { errorCatalogue, type OssErrorCode } from './error-catalogue.ts';
import { writeXml } from '../text/xml-writer.ts';

/**
 * Details of an OSS error response besides code and message: child elements of `<Error>`, in
 * order.
 */
export type ErrorDetails = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

/** An error response of OSS. Code below an operation throws it. */
export class OssError extends Error {
  readonly code: OssErrorCode;
  readonly status: number;
  /**
   * The detailed error code of OSS, for example `0026-00000001`; absent where it is not
   * documented.
   */
  readonly ec: string | undefined;
  readonly details: ErrorDetails;
  /** Extra headers of this response, for example `x-oss-qos-delay-time`. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: OssErrorCode,
    options: {
      message?: string;
      details?: ErrorDetails;
      headers?: Readonly<Record<string, string>>;
      ec?: string;
    } = {},
  ) {
    const entry = errorCatalogue[code];
    super(options.message ?? entry.message);
    this.name = 'OssError';
    this.code = code;
    this.status = entry.status;
    this.ec = options.ec ?? entry.ec;
    this.details = options.details ?? {};
    this.headers = options.headers ?? {};
  }
}

/** The 400 for one argument, as OSS writes it: `<ArgumentName>` and `<ArgumentValue>`. */
export function invalidArgument(message: string, name?: string, value?: string): OssError {
  return new OssError('InvalidArgument', {
    message,
    details: {
      ...(name === undefined ? {} : { ArgumentName: name }),
      ...(value === undefined ? {} : { ArgumentValue: value }),
    },
  });
}

/** Writes the body of an error response. */
export function errorXml(error: OssError, requestId: string, hostId: string): string {
  return writeXml('Error', {
    Code: error.code,
    Message: error.message,
    RequestId: requestId,
    HostId: hostId,
    ...error.details,
    EC: error.ec,
  });
}
