import type { OssError } from '../rules/oss-error.ts';
import { toWire } from '../rules/text-coding.ts';

/**
 * Headers of an error response. A HEAD response has no body, so OSS puts the XML into `x-oss-err`.
 *
 * @param xml the result of `errorXml`
 */
export function errorHeaders(
  error: OssError,
  xml: string,
  isHead: boolean,
): Record<string, string> {
  return {
    'Content-Type': 'application/xml',
    ...(error.ec === undefined ? {} : { 'x-oss-ec': error.ec }),
    ...(isHead ? { 'x-oss-err': Buffer.from(xml, 'utf8').toString('base64') } : {}),
    ...Object.fromEntries(
      Object.entries(error.headers).map(([name, value]) => [name, toWire(value)]),
    ),
  };
}
