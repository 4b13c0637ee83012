import { describe, expect, it } from 'vitest';
import {
  commandOf,
  placeNumberOf,
  type PressedKey,
  zoomOf,
} from '../../../renderer/model/key-map.ts';

const plain = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };
const press = (key: string, held: Partial<PressedKey> = {}): PressedKey => ({
  ...plain,
  key,
  ...held,
});
const inList = { mac: false, typing: false, inList: true };
const elsewhere = { mac: false, typing: false, inList: false };
const typing = { mac: false, typing: true, inList: false };

describe('the keys of the window', () => {
  it('move and act in the list only', () => {
    expect(commandOf(press('ArrowDown'), inList)).toBe('down');
    expect(commandOf(press('ArrowDown', { shiftKey: true }), inList)).toBe('down');
    expect(commandOf(press(' '), inList)).toBe('pause-or-resume');
    expect(commandOf(press('Delete'), inList)).toBe('remove');
    expect(commandOf(press(' '), elsewhere)).toBeUndefined();
    expect(commandOf(press('Delete'), elsewhere)).toBeUndefined();
  });

  it('search and help from everywhere but where a person types', () => {
    expect(commandOf(press('/'), elsewhere)).toBe('search');
    expect(commandOf(press('?', { shiftKey: true }), elsewhere)).toBe('help');
    expect(commandOf(press('/'), typing)).toBeUndefined();
    expect(commandOf(press('Escape'), typing)).toBe('escape');
  });

  it('leave copying, pasting and selecting to a field', () => {
    expect(commandOf(press('v', { ctrlKey: true }), elsewhere)).toBe('paste');
    expect(commandOf(press('v', { ctrlKey: true }), typing)).toBeUndefined();
    expect(commandOf(press('a', { ctrlKey: true }), typing)).toBeUndefined();
    expect(commandOf(press('a', { ctrlKey: true }), inList)).toBe('select-all');
  });

  it('copy the links of the list, but in a field its text', () => {
    expect(commandOf(press('c', { ctrlKey: true }), inList)).toBe('links');
    expect(commandOf(press('C', { ctrlKey: true, shiftKey: true }), elsewhere)).toBe('links');
    expect(commandOf(press('c', { ctrlKey: true }), elsewhere)).toBeUndefined();
    expect(commandOf(press('c', { ctrlKey: true }), typing)).toBeUndefined();
  });

  it('undo a command, but in a field its text', () => {
    expect(commandOf(press('z', { ctrlKey: true }), elsewhere)).toBe('undo');
    expect(commandOf(press('z', { ctrlKey: true }), typing)).toBeUndefined();
  });

  it('take Command on a Mac and Control elsewhere', () => {
    const mac = { ...elsewhere, mac: true };
    expect(commandOf(press('o', { metaKey: true }), mac)).toBe('add-files');
    expect(commandOf(press('O', { metaKey: true, shiftKey: true }), mac)).toBe('add-folder');
    expect(commandOf(press('o', { ctrlKey: true }), mac)).toBeUndefined();
    expect(commandOf(press('o', { metaKey: true }), elsewhere)).toBeUndefined();
    expect(commandOf(press(',', { ctrlKey: true }), elsewhere)).toBe('settings');
    expect(commandOf(press('Backspace'), { ...inList, mac: true })).toBe('remove');
  });
});

describe('the keys that choose the target', () => {
  it('are the digits from 1 to 9 with Control, or Command on a Mac', () => {
    expect(placeNumberOf(press('1', { ctrlKey: true }), false)).toBe(1);
    expect(placeNumberOf(press('9', { metaKey: true }), true)).toBe(9);
  });

  it('leave 0 to the zoom, and other combinations alone', () => {
    expect(placeNumberOf(press('0', { ctrlKey: true }), false)).toBeUndefined();
    expect(placeNumberOf(press('1'), false)).toBeUndefined();
    expect(placeNumberOf(press('1', { ctrlKey: true }), true)).toBeUndefined();
    expect(placeNumberOf(press('1', { ctrlKey: true, shiftKey: true }), false)).toBeUndefined();
    expect(placeNumberOf(press('1', { ctrlKey: true, altKey: true }), false)).toBeUndefined();
  });
});

describe('the keys that make the page larger and smaller', () => {
  it.each([
    ['+', 'larger'],
    ['=', 'larger'],
    ['-', 'smaller'],
    ['_', 'smaller'],
    ['0', 'usual'],
  ])('%s with Control, or Command on a Mac: %s', (key, wanted) => {
    expect(zoomOf(press(key, { ctrlKey: true }), false)).toBe(wanted);
    expect(zoomOf(press(key, { ctrlKey: true, shiftKey: true }), false)).toBe(wanted);
    expect(zoomOf(press(key, { metaKey: true }), true)).toBe(wanted);
  });

  it('are ordinary characters without it', () => {
    expect(zoomOf(press('+'), false)).toBeUndefined();
    expect(zoomOf(press('-', { metaKey: true }), false)).toBeUndefined();
    expect(zoomOf(press('0', { ctrlKey: true }), true)).toBeUndefined();
    expect(zoomOf(press('=', { ctrlKey: true, altKey: true }), false)).toBeUndefined();
    expect(zoomOf(press('z', { ctrlKey: true }), false)).toBeUndefined();
  });
});
