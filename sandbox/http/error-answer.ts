import type { OssError } from '../rules/oss-error.ts';
import { toWire } from '../rules/text-coding.ts';

/**
 * Headers of an error answer. A HEAD has no body, so OSS puts it into `x-oss-err`.
 *
 * @param xml what `errorXml` gave
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
