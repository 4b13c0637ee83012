import { describe, expect, expectTypeOf, it } from 'vitest';
import { preloadOf } from '../api/window/web-preferences.ts';
import type { Invented } from '../conformance.ts';
import { type EventOf, guard, Guarded, HostEmitter, markGone, strict } from '../strict.ts';

class Stone extends Guarded {
  weight = 1;
}

class Lamp extends HostEmitter<Electron.Tray> {
  light(): boolean {
    return this.announce('click');
  }

  isDestroyed(): boolean {
    return true;
  }
}

describe('what the host does not have', () => {
  it.each([
    ['shell', () => strict<Electron.Shell>('shell', {}).readShortcutLink('x')],
    ['Stone', () => String(Reflect.get(new Stone('Stone'), 'size'))],
    ['Stone', () => String(Reflect.get(guard('Stone', Stone), 'carve'))],
    ['Lamp', () => String(Reflect.get(new Lamp('Lamp'), 'dim'))],
  ])('throws its name, in %s', (name, use) => {
    expect(use).toThrow(new RegExp(`^electron-host: ${name}\\.\\w+ is not implemented$`));
  });

  it('is refused of a window, too', () => {
    const preload = '/preload.cjs';
    expect(() => preloadOf({ preload, sandbox: false })).toThrow('only windows with sandbox');
    expect(preloadOf({ preload, sandbox: true })).toBe(preload);
  });

  it('does not compile as a name or an event', () => {
    interface Misspelt {
      setTooltip(): void;
      setToolTip(toolTip: string): void;
    }
    expectTypeOf<Invented<Misspelt, Electron.Tray>>().toEqualTypeOf<'setTooltip'>();
    expectTypeOf<EventOf<Electron.Tray, 'clicked'>>().toBeNever();
    expectTypeOf<EventOf<Electron.Tray, 'click'>>().toEqualTypeOf<'click'>();
    expect(new Lamp('Lamp')).toBeInstanceOf(HostEmitter);
  });
});

it('leaves a destroyed object its events and isDestroyed only', () => {
  const lamp = new Lamp('Lamp');
  expect(lamp.light()).toBe(false);
  markGone(lamp);
  expect(lamp.isDestroyed()).toBe(true);
  expect(lamp.emit('click')).toBe(false);
  expect(() => lamp.light()).toThrow(new TypeError('Object has been destroyed'));
});
