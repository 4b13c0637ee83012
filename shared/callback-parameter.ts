import type { UploadCallback } from './upload-options.ts';

/** The JSON texts that travel, in Base64, as `x-oss-callback` and `x-oss-callback-var`. */
export interface CallbackParameter {
  readonly callback: string;
  /** Absent without custom values. */
  readonly variables?: string;
}

/**
 * What OSS is told about the call it shall make after an upload.
 *
 * https://www.alibabacloud.com/help/en/oss/developer-reference/callback
 */
export function callbackParameter(callback: UploadCallback): CallbackParameter {
  const json = JSON.stringify({
    callbackUrl: encodeUrl(callback.url),
    ...(callback.host === undefined ? {} : { callbackHost: callback.host }),
    callbackBody: callback.body,
    ...(callback.contentType === undefined ? {} : { callbackBodyType: callback.contentType }),
  });
  const custom = Object.entries(callback.customValue ?? {});
  if (custom.length === 0) return { callback: json };
  const variables = Object.fromEntries(
    custom.map(([name, value]) => [callbackVariable(name), value]),
  );
  return { callback: json, variables: JSON.stringify(variables) };
}

/** The name of a custom value as OSS wants it: `x:who`, whether it was written `who` or `x:who`. */
export function callbackVariable(name: string): string {
  return name.startsWith('x:') ? name : `x:${name}`;
}

/** Writes what an address may not hold as `%XX`, and leaves alone what is written so already. */
function encodeUrl(url: string): string {
  return encodeURI(url.toWellFormed()).replace(/%25([0-9A-Fa-f]{2})/g, '%$1');
}
