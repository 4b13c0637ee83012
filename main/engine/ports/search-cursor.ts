/** Where a walk over the rows of an upload goes on; opaque to the caller. */
export interface SearchCursor {
  readonly path: string;
  readonly kind: string;
  readonly relativePath: string;
}
