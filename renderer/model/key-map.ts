/** The commands that keys trigger in the list of transfers, wherever the focus is. */
export type KeyCommand =
  | 'search'
  | 'help'
  | 'settings'
  | 'undo'
  | 'add-files'
  | 'add-folder'
  | 'paste'
  | 'up'
  | 'down'
  | 'page-up'
  | 'page-down'
  | 'first'
  | 'last'
  | 'fold'
  | 'open'
  | 'select-all'
  | 'pause-or-resume'
  | 'enter'
  | 'details'
  | 'links'
  | 'remove'
  | 'retry'
  | 'escape';

export interface PressedKey {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

export interface KeyContext {
  readonly mac: boolean;
  /** The focus is in a text field. */
  readonly typing: boolean;
  /** The focus is in the list itself. */
  readonly inList: boolean;
}

const everywhere: Readonly<Record<string, KeyCommand>> = {
  '/': 'search',
  '?': 'help',
  Escape: 'escape',
};

const inTheList: Readonly<Record<string, KeyCommand>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  PageUp: 'page-up',
  PageDown: 'page-down',
  Home: 'first',
  End: 'last',
  ArrowLeft: 'fold',
  ArrowRight: 'open',
  ' ': 'pause-or-resume',
  Enter: 'enter',
  Delete: 'remove',
  r: 'retry',
  R: 'retry',
};

const withCommand: Readonly<Record<string, KeyCommand>> = {
  ',': 'settings',
  i: 'details',
  o: 'add-files',
  v: 'paste',
  z: 'undo',
};

/** Whether Ctrl, or Cmd on a Mac, is the only modifier besides Shift. */
function isCommand(pressed: PressedKey, mac: boolean): boolean {
  const command = mac ? pressed.metaKey : pressed.ctrlKey;
  const other = mac ? pressed.ctrlKey : pressed.metaKey;
  return command && !other && !pressed.altKey;
}

/** The number of the place, from 1, that a key makes the target; undefined for other keys. */
export function placeNumberOf(pressed: PressedKey, mac: boolean): number | undefined {
  const isDigit = isCommand(pressed, mac) && !pressed.shiftKey && /^[1-9]$/.test(pressed.key);
  return isDigit ? Number(pressed.key) : undefined;
}

/** The zoom action of a key; undefined when the key does not zoom. */
export function zoomOf(
  pressed: PressedKey,
  mac: boolean,
): 'larger' | 'smaller' | 'usual' | undefined {
  if (!isCommand(pressed, mac)) return undefined;
  switch (pressed.key) {
    // With and without Shift, for all keyboard layouts.
    case '+':
    case '=':
      return 'larger';
    case '-':
    case '_':
      return 'smaller';
    case '0':
      return 'usual';
    default:
      return undefined;
  }
}

/** The command of a key; undefined when the list does not handle the key. */
export function commandOf(pressed: PressedKey, context: KeyContext): KeyCommand | undefined {
  const { key, shiftKey, altKey } = pressed;
  const command = context.mac ? pressed.metaKey : pressed.ctrlKey;
  const other = context.mac ? pressed.ctrlKey : pressed.metaKey;
  if (altKey || other) return undefined;
  if (command) {
    const letter = key.toLowerCase();
    if (letter === 'o' && shiftKey) return 'add-folder';
    if (letter === 'c' && (context.inList || (shiftKey && !context.typing))) return 'links';
    if (context.typing && letter !== ',' && letter !== 'o') return undefined;
    if (letter === 'a' && context.inList) return 'select-all';
    return shiftKey ? undefined : withCommand[letter];
  }
  if (context.typing) return key === 'Escape' ? 'escape' : undefined;
  if (context.mac && context.inList && key === 'Backspace') return 'remove';
  return everywhere[key] ?? (context.inList ? inTheList[key] : undefined);
}
