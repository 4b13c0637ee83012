import { commandOf, type KeyCommand } from '../../model/key-map.ts';

/**
 * The command of a key event that no handler has taken yet. Undefined in a dialog or a menu, which
 * have their own keys.
 */
export function keyCommand(event: KeyboardEvent, mac: boolean): KeyCommand | undefined {
  if (isTaken(event)) return undefined;
  const target = event.target instanceof HTMLElement ? event.target : null;
  const typing = target?.matches('input, textarea, select, [contenteditable]') === true;
  return commandOf(event, { mac, typing, inList: target?.id === 'lines' });
}

/** True when a handler took the event, or a dialog or a menu with keys of its own has the focus. */
export function isTaken(event: KeyboardEvent): boolean {
  const target = event.target instanceof HTMLElement ? event.target : null;
  const foreign = target?.closest('[role=dialog],[role=alertdialog],[role=menu],[role=listbox]');
  return event.defaultPrevented || (foreign ?? null) !== null;
}
