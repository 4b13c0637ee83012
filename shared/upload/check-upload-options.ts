import { TransferError } from '../errors.ts';
import { utf8Length } from '../text/utf8-length.ts';
import { ossLimits } from './oss-limits.ts';
import type { UploadCallback, UploadOptions } from './upload-options.ts';

/** The JSON texts that are sent, in Base64, as `x-oss-callback` and `x-oss-callback-var`. */
interface CallbackParameter {
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
function callbackVariable(name: string): string {
  return name.startsWith('x:') ? name : `x:${name}`;
}

/** Percent-encodes characters that a URL may not contain, and keeps existing `%XX` sequences. */
function encodeUrl(url: string): string {
  return encodeURI(url.toWellFormed()).replace(/%25([0-9A-Fa-f]{2})/g, '%$1');
}

/** ASCII control characters except the tab: not allowed in a header value (RFC 9110, 5.5). */
const controlCharacter = /[^\P{Cc}\t\u0080-\u009f]/u;

/**
 * Checks upload options against limits of OSS that a schema cannot express: sums, encoded sizes and
 * duplicate names. The engine calls it before it sends; editors of options call it too.
 *
 * @throws TransferError `options-invalid`, with the reason in one sentence.
 */
export function checkObjectOptions(options: UploadOptions): void {
  checkMeta(options.meta ?? {});
  if (options.mime !== undefined) checkValue('Content-Type', options.mime);
  for (const [name, value] of Object.entries(options.headers ?? {})) {
    if (value !== undefined) checkValue(name, value);
  }
  if (options.callback !== undefined) checkCallback(options.callback);
  for (const text of Object.entries(options.tagging ?? {}).flat()) {
    if (!text.isWellFormed()) refuse('A tag holds half of a Unicode character.');
  }
  const encryption = options.serverSideEncryption;
  if (encryption?.keyId !== undefined) {
    checkValue('The key id', encryption.keyId);
    if (encryption.algorithm !== 'KMS') refuse('A key id goes with the algorithm KMS only.');
  }
}

function checkMeta(meta: Readonly<Record<string, string>>): void {
  const seen = new Set<string>();
  let bytes = 0;
  for (const [name, value] of Object.entries(meta)) {
    const lowered = name.toLowerCase();
    // OSS lower-cases the names: it would lose one of two names that differ only in case.
    if (seen.has(lowered)) refuse(`The metadata name "${lowered}" is given twice.`);
    seen.add(lowered);
    checkValue(`The metadata value of "${lowered}"`, value);
    bytes += 'x-oss-meta-'.length + utf8Length(name) + utf8Length(value);
  }
  if (bytes > ossLimits.maxMetaBytes) {
    refuse(`The metadata has ${bytes} bytes; OSS takes ${ossLimits.maxMetaBytes}.`);
  }
}

function checkCallback(callback: UploadCallback): void {
  const seen = new Set<string>();
  for (const name of Object.keys(callback.customValue ?? {}).map(callbackVariable)) {
    if (name === 'x:') refuse('A callback variable has no name.');
    if (seen.has(name)) refuse(`The callback variable "${name}" is given twice.`);
    seen.add(name);
  }
  const parameter = callbackParameter(callback);
  for (const text of [parameter.callback, parameter.variables ?? '']) {
    const bytes = base64Length(utf8Length(text));
    if (bytes > ossLimits.maxCallbackBytes) {
      refuse(`The encoded callback has ${bytes} bytes; OSS takes ${ossLimits.maxCallbackBytes}.`);
    }
  }
}

function checkValue(what: string, value: string): void {
  if (controlCharacter.test(value)) refuse(`${what} holds a control character.`);
  if (!value.isWellFormed()) refuse(`${what} holds half of a Unicode character.`);
}

function base64Length(bytes: number): number {
  return 4 * Math.ceil(bytes / 3);
}

function refuse(detail: string): never {
  throw new TransferError({ code: 'options-invalid', detail });
}
