/** Something that the app has asked of the desktop. */
type Note =
  | { readonly kind: 'window-open'; readonly url: string; readonly action: string }
  | { readonly kind: 'open-external'; readonly url: string }
  | { readonly kind: 'open-path'; readonly path: string }
  | { readonly kind: 'show-item-in-folder'; readonly path: string };

/** What the app has asked of the desktop, in order. Tests read it through `record.ts`. */
export const journal: Note[] = [];
