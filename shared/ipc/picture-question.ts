import * as v from 'valibot';
import { type StateName, stateNames } from '../transfer-state.ts';
import { idSchema } from './schemas.ts';

/** The most lines in one question: a tall screen and what lies just above and below it. */
export const mostLinesAsked = 1000;

/** The most lines of one selection with Shift. */
const mostLinesPicked = 100_000;

/** The filters of an opened upload. */
export const fileFilters = ['all', 'moving', 'waiting', 'failed', 'skipped', 'done'] as const;
export type FileFilter = (typeof fileFilters)[number];

/** The states of the files that a filter shows. */
export const statesOfFilter: Readonly<Record<FileFilter, readonly StateName[]>> = {
  all: stateNames,
  moving: ['uploading', 'verifying'],
  waiting: ['queued', 'waiting', 'paused'],
  failed: ['failed'],
  skipped: ['skipped'],
  done: ['done'],
};

export const uploadResults = ['unfinished', 'finished', 'failed', 'cancelled'] as const;
export type UploadResult = (typeof uploadResults)[number];

/**
 * Identifies a line as long as it exists: an upload by its batch id, a file by its transfer id,
 * every other line by a text that only main reads.
 */
const lineKeySchema = v.union([idSchema, v.pipe(v.string(), v.minLength(1), v.maxLength(64))]);
export type LineKey = v.InferOutput<typeof lineKeySchema>;

const keysSchema = v.pipe(v.array(lineKeySchema), v.maxLength(100_000), v.readonly());
const countSchema = v.pipe(v.number(), v.integer(), v.minValue(0));
const searchSchema = v.optional(v.pipe(v.string(), v.maxLength(500)));
const timeSchema = v.optional(v.number());

/** What the page shows. Times are milliseconds since 1970. */
const pictureViewSchema = v.variant('kind', [
  /**
   * The list of uploads, newest first under headings. Every present field narrows it. A search
   * finds a part of the name, the destination, or the path or key of a file.
   */
  v.strictObject({
    kind: v.literal('uploads'),
    /**
     * When the user entered the list. The section "Now" holds what was unfinished then or was added
     * since. While it stays the same, no line changes its place and no line leaves the list.
     */
    entered: v.number(),
    search: searchSchema,
    /** Id of a saved destination. */
    place: v.optional(v.pipe(v.string(), v.maxLength(64))),
    result: v.optional(v.picklist(uploadResults)),
    /** Added at this time or later. */
    from: timeSchema,
    /** Added before this time. */
    to: timeSchema,
  }),
  /** One line for each sentence that needs a person: the lines of accounts, then of uploads. */
  v.strictObject({ kind: v.literal('attention') }),
  /**
   * An opened upload: folders first, then files, in natural order. With a search, files only, each
   * with its folder. A search finds a part of the path or key.
   */
  v.strictObject({
    kind: v.literal('upload'),
    batchId: idSchema,
    filter: v.picklist(fileFilters),
    search: searchSchema,
    /**
     * When the user chose the filter or the search. While it stays the same, a line in sight stays
     * in its place: one whose file no longer fits the filter is dimmed, and no line comes between.
     */
    entered: timeSchema,
    /** Keys of the open folders; with a filter other than `all`, of the closed ones. */
    open: keysSchema,
  }),
  /** The tray panel: at most 3 unfinished uploads, then at most 5 that ended. */
  v.strictObject({ kind: v.literal('tray') }),
]);
export type PictureView = v.InferOutput<typeof pictureViewSchema>;

/**
 * The selected lines: by their keys, or all lines of the view but some. A selected folder means the
 * files below it that the filter shows. Headings cannot be selected.
 */
const pictureSelectionSchema = v.union([
  v.strictObject({ keys: keysSchema }),
  v.strictObject({ all: v.literal(true), except: keysSchema }),
]);
export type PictureSelection = v.InferOutput<typeof pictureSelectionSchema>;

/** What a window looks at. Main keeps the last question of the window. */
export const questionSchema = v.pipe(
  v.strictObject({
    /** Rises with each question, from 1 for the first one of a page; the picture repeats it. */
    seq: countSchema,
    view: pictureViewSchema,
    /** The first and the last line in sight, counted from 0; both belong to the range. */
    first: countSchema,
    last: countSchema,
    /** The line at the top of the screen: the picture says where it stands (`anchorLine`). */
    anchor: v.optional(lineKeySchema),
    selection: pictureSelectionSchema,
  }),
  v.check(({ first, last }) => last - first < mostLinesAsked),
);
export type Question = v.InferOutput<typeof questionSchema>;

/** Lines of the last question; both ends belong to the range. */
export const lineRangeSchema = v.pipe(
  v.strictObject({ first: countSchema, last: countSchema }),
  v.check(({ first, last }) => last - first < mostLinesPicked),
);
