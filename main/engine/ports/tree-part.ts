/** Files of one upload: rows by id, and all rows below folders. */
export interface TreePart {
  readonly files: readonly number[];
  readonly folders: readonly number[];
}

/** The rows of a selection in the window. */
export interface PictureFilter {
  /** Rows of these batches. */
  readonly batchIds?: readonly number[];
  /** With the `batchId` of a filter: these rows, and the rows below these folders. */
  readonly within?: TreePart;
  /** With the `batchId` of a filter: neither these rows nor those below these folders. */
  readonly without?: TreePart;
}
