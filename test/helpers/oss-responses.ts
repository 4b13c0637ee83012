import type { TransportResponse } from '../../main/transfer/transport.ts';

/** Request id of every response made here. */
export const requestId = '5C3D9175B6FC201293AD4A3B';

export const someEtag = '"5B3C1A2E053D763E1B002CC607C5A0FE"';

/** Success of OSS: request id, ETag and what else is given. */
export function ossResponse(change: Partial<TransportResponse> = {}): Partial<TransportResponse> {
  return {
    status: 200,
    ...change,
    headers: { 'x-oss-request-id': requestId, etag: someEtag, ...change.headers },
  };
}

/** An error of OSS. `more` are elements beside Code, Message and RequestId. */
export function ossError(
  status: number,
  code: string,
  more: Readonly<Record<string, string>> = {},
  headers: Readonly<Record<string, string>> = {},
): Partial<TransportResponse> {
  return {
    status,
    headers: { 'x-oss-request-id': requestId, ...headers },
    body: xml('Error', { Code: code, Message: 'Because.', RequestId: requestId, ...more }),
  };
}

/** The bytes of a flat XML; values are written as they are. */
export function xml(root: string, elements: Readonly<Record<string, string>>): Uint8Array {
  const inner = Object.entries(elements)
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join('');
  return bytes(`<?xml version="1.0" encoding="UTF-8"?>\n<${root}>${inner}</${root}>`);
}

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
