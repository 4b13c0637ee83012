import * as v from 'valibot';
import { longestLinkLifetime } from './account/object-links.ts';
import { linkFormats } from './text/link-format.ts';
import { conflictPolicies, uploadOptionsSchema } from './upload/upload-options.ts';

/** Zoom factors of the page; 1 is 100 %. */
export const zoomFactors = [0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2] as const;
export type ZoomFactor = (typeof zoomFactors)[number];

/** The hues of a place's mark in the sidebar. */
export const placeHues = ['violet', 'teal', 'blue', 'clay', 'olive', 'slate'] as const;
export type PlaceHue = (typeof placeHues)[number];

/** Global shortcuts for the clipboard, as Electron names them; few programs use them. */
export const pasteShortcuts = [
  'off',
  'CommandOrControl+Shift+U',
  'CommandOrControl+Alt+U',
  'CommandOrControl+Alt+V',
] as const;
export type PasteShortcut = (typeof pasteShortcuts)[number];

/** Seconds for which a signed link is valid. */
export const linkLifetimeSchema = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(60),
  v.maxValue(longestLinkLifetime),
);

/** A saved destination, as the sidebar lists it. */
const savedDestinationSchema = v.strictObject({
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  accountId: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  bucket: v.pipe(v.string(), v.maxLength(63)),
  prefix: v.pipe(v.string(), v.maxLength(1023)),
  conflictPolicy: v.picklist(conflictPolicies),
  options: uploadOptionsSchema,
  /** Template for copied links: Ferry fills in `{url}`, `{key}` and `{name}`. */
  linkTemplate: v.optional(v.pipe(v.string(), v.maxLength(500))),
  /** Absent: as long as OSS permits. */
  linkLifetime: v.optional(linkLifetimeSchema),
  /** The user's name for the place; absent: the bucket and the last folder. */
  name: v.optional(v.pipe(v.string(), v.maxLength(100))),
  hue: v.optional(v.picklist(placeHues)),
  /** Copies the links when an upload to the place ends. */
  copyWhenDone: v.optional(v.boolean()),
  /** When the window last uploaded to it, in milliseconds since 1970. */
  usedAt: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
});
export type SavedDestination = v.InferOutput<typeof savedDestinationSchema>;

const columnWidthSchema = v.nullable(v.pipe(v.number(), v.integer(), v.minValue(100)));

/**
 * Preferences of the window, in a small separate file. The first frame needs language, theme and
 * destination before the database is open. Never a secret.
 */
export const preferencesSchema = v.strictObject({
  language: v.picklist(['system', 'en', 'zh-CN']),
  theme: v.picklist(['system', 'light', 'dark']),
  zoom: v.picklist(zoomFactors),
  /** Small pictures in the lists of uploads and files. */
  thumbnails: v.boolean(),
  launchAtLogin: v.boolean(),
  /** Keep the computer awake while bytes move. */
  keepAwake: v.boolean(),
  notifyWhenDone: v.boolean(),
  notifyWhenNeeded: v.boolean(),
  /** Ask for destination and options on every drop, not only with Alt. */
  askOnDrop: v.boolean(),
  /** How copied links are written; the last choice of the user. */
  linkFormat: v.picklist(linkFormats),
  /** The global shortcut that uploads the clipboard. */
  pasteShortcut: v.picklist(pasteShortcuts),
  /** Closing the window hides it, or minimizes it into the taskbar. */
  closeTo: v.picklist(['tray', 'taskbar']),
  /** True after the window explained its first close. */
  closeExplained: v.boolean(),
  /** The destination of a drop. */
  currentDestination: v.nullable(v.string()),
  destinations: v.array(savedDestinationSchema),
  /** The speed limit that the tray switches on and off, in bytes a second. */
  quietLimit: v.pipe(v.number(), v.integer(), v.minValue(1024)),
  /** Keep secrets in a file readable with this user's rights. Needs the user's consent. */
  allowPlainSecrets: v.boolean(),
  /** Widths of the column of states in both lists, in pixels; null for the usual width. */
  stateColumns: v.strictObject({ uploads: columnWidthSchema, upload: columnWidthSchema }),
  window: v.strictObject({
    width: v.pipe(v.number(), v.integer(), v.minValue(480)),
    height: v.pipe(v.number(), v.integer(), v.minValue(360)),
    x: v.nullable(v.number()),
    y: v.nullable(v.number()),
    maximized: v.boolean(),
  }),
});
export type Preferences = v.InferOutput<typeof preferencesSchema>;

export const defaultPreferences: Preferences = {
  language: 'system',
  theme: 'system',
  zoom: 1,
  thumbnails: true,
  launchAtLogin: false,
  keepAwake: true,
  notifyWhenDone: true,
  notifyWhenNeeded: true,
  askOnDrop: false,
  linkFormat: 'place',
  pasteShortcut: 'off',
  closeTo: 'tray',
  closeExplained: false,
  currentDestination: null,
  destinations: [],
  quietLimit: 2_000_000,
  allowPlainSecrets: false,
  stateColumns: { uploads: null, upload: null },
  window: { width: 1280, height: 800, x: null, y: null, maximized: false },
};

/** Reads stored preferences, with the default for each missing or invalid field. Never throws. */
export function readPreferences(stored: unknown): Preferences {
  const fields = typeof stored === 'object' && stored !== null ? stored : {};
  const valid = Object.entries(preferencesSchema.entries).flatMap(([name, schema]) => {
    const value: unknown = (fields as Readonly<Record<string, unknown>>)[name];
    return v.is(schema, value) ? [[name, value] as const] : [];
  });
  return { ...defaultPreferences, ...(Object.fromEntries(valid) as Partial<Preferences>) };
}
