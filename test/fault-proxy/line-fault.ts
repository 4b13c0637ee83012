/**
 * What is wrong with the line of one connection. Sizes in bytes, times in milliseconds. `up` is what
 * the client sends, `down` what it gets.
 */
export type LineFault =
  /** Every byte arrives that much later, in both directions. */
  | { readonly kind: 'latency'; readonly milliseconds: number }
  /** No more than this, in each direction. */
  | { readonly kind: 'bandwidth'; readonly bytesPerSecond: number }
  /** After so many bytes both ends see the connection close, as a router closes it. */
  | { readonly kind: 'cut'; readonly direction: Direction; readonly afterBytes: number }
  /** The same with a reset. */
  | { readonly kind: 'reset'; readonly direction: Direction; readonly afterBytes: number }
  /** After so many bytes nothing arrives any more, without a reset. */
  | { readonly kind: 'half-open'; readonly direction: Direction; readonly afterBytes: number }
  /** The end of the server's side comes that much later. */
  | { readonly kind: 'slow-close'; readonly milliseconds: number }
  /** Every request gets a page back; nothing reaches the server. */
  | { readonly kind: 'captive-portal'; readonly html: string }
  /** Another server speaks TLS, with its own certificate. */
  | { readonly kind: 'foreign-tls'; readonly key: string; readonly cert: string };

export type Direction = 'up' | 'down';
