import { commandOf, type KeyCommand } from '../model/key-map.ts';

/**
 * The command of a key event that no handler has taken yet. Undefined in a dialog or a menu, which
 * have their own keys.
 */
export function keyCommand(event: KeyboardEvent, mac: boolean): KeyCommand | undefined {
  const target = event.target instanceof HTMLElement ? event.target : null;
  const foreign = target?.closest('[role=dialog],[role=alertdialog],[role=menu],[role=listbox]');
  if (event.defaultPrevented || (foreign ?? null) !== null) return undefined;
  const typing = target?.matches('input, textarea, select, [contenteditable]') === true;
  return commandOf(event, { mac, typing, inList: target?.id === 'lines' });
}
