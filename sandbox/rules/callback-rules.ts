import { limits } from './limits.ts';
import { OssError } from './oss-error.ts';
import { percentEncode } from '../text/text-coding.ts';

/** The content and target of the POST after an object is stored. */
export interface CallbackOrder {
  /** One to five URLs, tried in order. */
  readonly urls: readonly string[];
  /** A Host header that differs from the host of the URL. */
  readonly host: string | undefined;
  readonly body: string;
  readonly bodyType: 'application/x-www-form-urlencoded' | 'application/json';
  /** Values of `${x:name}`. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Values of `${bucket}`, `${object}` and the like; unknown names become empty. */
export type CallbackValues = Readonly<Record<string, string | number>>;

/**
 * Reads the parameters `callback` and `callback-var`: Base64 of JSON.
 *
 * Source: "Callback" in the OSS API reference.
 *
 * @throws OssError InvalidArgument
 */
export function readCallback(callback: string, variables: string | undefined): CallbackOrder {
  if (callback.length > limits.callbackParameter) throw invalid('The callback is too long.');
  const order = decode(callback, 'callback');
  const { callbackUrl, callbackHost, callbackBody, callbackBodyType } = order;
  if (typeof callbackUrl !== 'string' || callbackUrl === '')
    throw invalid('The callbackUrl is empty.');
  if (typeof callbackBody !== 'string' || callbackBody === '') {
    throw invalid('The callbackBody is empty.', '0007-00000011');
  }
  const bodyType = callbackBodyType ?? 'application/x-www-form-urlencoded';
  if (bodyType !== 'application/x-www-form-urlencoded' && bodyType !== 'application/json') {
    throw invalid('The callbackBodyType is not supported.');
  }
  const urls = callbackUrl.split(';').map(completeUrl);
  if (urls.length > limits.callbackUrls) throw invalid('There are more than 5 callback URLs.');
  const own = variables === undefined ? {} : decode(variables, 'callback-var');
  return {
    urls,
    host: typeof callbackHost === 'string' && callbackHost !== '' ? callbackHost : undefined,
    body: callbackBody,
    bodyType,
    variables: readVariables(own),
  };
}

/** Builds the body to POST: replaces every `${name}` and encodes it for the body type. */
export function fillBody(order: CallbackOrder, values: CallbackValues): string {
  return order.body.replace(/\$\{([^}]*)\}/g, (_, name: string) => {
    const value = name.startsWith('x:') ? order.variables[name] : values[name];
    if (order.bodyType === 'application/json') return JSON.stringify(value ?? '');
    return percentEncode(String(value ?? ''));
  });
}

function completeUrl(text: string): string {
  const url = /^https?:\/\//i.test(text.trim()) ? text.trim() : `http://${text.trim()}`;
  if (!URL.canParse(url)) throw invalid('The callbackUrl is not a URL.');
  return url;
}

function readVariables(fields: Readonly<Record<string, unknown>>): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (!name.startsWith('x:')) throw invalid('A callback variable must begin with x:.');
    variables[name] = typeof value === 'string' ? value : JSON.stringify(value);
  }
  return variables;
}

function decode(base64: string, name: string): Record<string, unknown> {
  const text = Buffer.from(base64, 'base64').toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid(`The ${name} configuration is not json format.`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid(`The ${name} configuration is not json format.`);
  }
  return value as Record<string, unknown>;
}

function invalid(message: string, ec?: string): OssError {
  return new OssError('InvalidArgument', { message, ...(ec === undefined ? {} : { ec }) });
}
