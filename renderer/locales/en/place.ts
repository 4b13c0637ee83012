/** Places: their form, their menu, and what is dropped on them. */
export const place = {
  name: 'Name',
  nameHint: 'Renaming a place changes nothing at OSS.',
  hue: 'Mark',
  hues: {
    violet: 'Violet',
    teal: 'Teal',
    blue: 'Blue',
    clay: 'Clay',
    olive: 'Olive',
    slate: 'Slate',
  },
  open: 'Open',
  copyPath: 'Copy the path',
  pathCopied: 'The path was copied.',
  shortcut: 'Choose the target by its number',
  removeTitle: 'Remove {name}?',
  removeText:
    'Its name and its options are removed from Ferry. Its uploads stay in the list, and nothing changes at OSS.',
  removeTarget: 'Uploads go here now. Afterwards the next upload asks where to go.',
  removeYes: 'Remove the place',
} as const;
