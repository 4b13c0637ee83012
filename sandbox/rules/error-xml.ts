import type { OssError } from './oss-error.ts';
import { writeXml } from './xml-writer.ts';

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
