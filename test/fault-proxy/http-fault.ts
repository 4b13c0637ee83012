/**
 * What goes wrong with one HTTP exchange. `place` is a whole number that seeds draw without knowing
 * how long a text is: the proxy takes it modulo the length of what it spoils.
 */
export type HttpFault =
  /** One bit of the request's body is inverted on its way to the server. */
  | { readonly kind: 'flip-body'; readonly place: number }
  /** One bit of the response is inverted: in its CRC-64, its ETag or its body. */
  | { readonly kind: 'flip-answer'; readonly field: AnswerField; readonly place: number }
  /** The server acts, and the connection ends instead of a response. */
  | { readonly kind: 'lose-answer' }
  /** The connection is reset: before the server hears of the request, or after it has acted. */
  | { readonly kind: 'reset'; readonly when: FaultMoment }
  /** The connection ends in the middle: of the body on its way up, or of the response. */
  | { readonly kind: 'cut'; readonly direction: 'up' | 'down'; readonly place: number }
  /** An error of a server or a gateway, instead of the server's action or of its response only. */
  | { readonly kind: 'server-error'; readonly status: 500 | 502 | 504; readonly when: FaultMoment }
  /** 503, with the time to stay away in milliseconds. */
  | { readonly kind: 'busy'; readonly delay: number }
  /** No answer ever comes, and the connection stays. */
  | { readonly kind: 'stall'; readonly when: FaultMoment }
  /** The server gets the request twice; the client gets the first or the second answer. */
  | { readonly kind: 'duplicate'; readonly answer: 'first' | 'second' };

export type HttpFaultKind = HttpFault['kind'];

/** Whether a fault strikes before the server has acted or after that. */
export type FaultMoment = 'before' | 'after';

export type AnswerField = 'crc64' | 'etag' | 'body';

export const httpFaultKinds = [
  'flip-body',
  'flip-answer',
  'lose-answer',
  'reset',
  'cut',
  'server-error',
  'busy',
  'stall',
  'duplicate',
] as const satisfies readonly HttpFaultKind[];
