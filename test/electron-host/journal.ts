/** Something that the app has asked of the desktop, in the order of asking. */
export type Note =
  | { readonly kind: 'window-open'; readonly url: string; readonly action: string }
  | { readonly kind: 'open-external'; readonly url: string }
  | { readonly kind: 'open-path'; readonly path: string }
  | { readonly kind: 'show-item-in-folder'; readonly path: string }
  | { readonly kind: 'app'; readonly call: string };

const notes: Note[] = [];

/** What the app has asked of the desktop. Tests read it through `record.ts`. */
export const journal = {
  note(note: Note): void {
    notes.push(note);
  },
  notes: (): readonly Note[] => notes,
};
