import { commandOf, type KeyCommand } from '../model/key-map.ts';

/**
 * The command of a key that nobody has taken yet; undefined where it is pressed in a dialog or a
 * menu, which have keys of their own.
 */
export function keyCommand(event: KeyboardEvent, mac: boolean): KeyCommand | undefined {
  const target = event.target instanceof HTMLElement ? event.target : null;
  const foreign = target?.closest('[role=dialog],[role=alertdialog],[role=menu],[role=listbox]');
  if (event.defaultPrevented || (foreign ?? null) !== null) return undefined;
  const typing = target?.matches('input, textarea, select, [contenteditable]') === true;
  return commandOf(event, { mac, typing, inList: target?.id === 'transfer-rows' });
}
