import type { UploadCallback } from './upload-options.ts';

/** The JSON texts that are sent, in Base64, as `x-oss-callback` and `x-oss-callback-var`. */
export interface CallbackParameter {
  readonly callback: string;
  /** Absent without custom values. */
  readonly variables?: string;
}

/**
 * The parameters for the callback that OSS makes after an upload.
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

/** The name of a custom value as OSS requires it: `x:who` for both `who` and `x:who`. */
export function callbackVariable(name: string): string {
  return name.startsWith('x:') ? name : `x:${name}`;
}

/** Percent-encodes characters that a URL may not contain, and keeps existing `%XX` sequences. */
function encodeUrl(url: string): string {
  return encodeURI(url.toWellFormed()).replace(/%25([0-9A-Fa-f]{2})/g, '%$1');
}
