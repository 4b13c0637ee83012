import { errorCatalogue, type OssErrorCode } from './error-catalogue.ts';

/** What an OSS error answer says beyond code and message: child elements of `<Error>`, in order. */
export type ErrorDetails = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

/** An answer OSS gives instead of the wanted one. Thrown anywhere below an operation. */
export class OssError extends Error {
  readonly code: OssErrorCode;
  readonly status: number;
  /** OSS's finer code, for example `0026-00000001`; absent where it is not documented. */
  readonly ec: string | undefined;
  readonly details: ErrorDetails;
  /** Headers that belong to this answer, for example `x-oss-qos-delay-time`. */
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

/** The 400 that names one argument, as OSS writes it: `<ArgumentName>` and `<ArgumentValue>`. */
export function invalidArgument(message: string, name?: string, value?: string): OssError {
  return new OssError('InvalidArgument', {
    message,
    details: {
      ...(name === undefined ? {} : { ArgumentName: name }),
      ...(value === undefined ? {} : { ArgumentValue: value }),
    },
  });
}
