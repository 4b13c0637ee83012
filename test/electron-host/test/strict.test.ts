import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Invented } from '../conformance.ts';
import { createEvent } from '../host-event.ts';
import { type EventOf, Guarded, HostEmitter, markGone, strict } from '../strict.ts';

class Lamp extends HostEmitter<Electron.Tray> {
  #isLit = false;

  constructor() {
    super('Lamp');
  }

  light(): void {
    this.#isLit = true;
    this.announce('click');
  }

  isLit(): boolean {
    return this.#isLit;
  }

  isDestroyed(): boolean {
    return true;
  }
}

class Stone extends Guarded {
  weight = 1;
}

describe('strict', () => {
  it('throws the name of what is missing', () => {
    const shell = strict<Electron.Shell>('shell', { beep: () => undefined });
    expect(() => {
      shell.beep();
    }).not.toThrow();
    expect(() => shell.readShortcutLink('x')).toThrow(
      'electron-host: shell.readShortcutLink is not implemented',
    );
  });

  it('can be stubbed by a test, as the real module can', async () => {
    const dialog = strict<Electron.Dialog>('dialog', {});
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: ['/a'] });
    expect((await dialog.showOpenDialog({})).filePaths).toEqual(['/a']);
  });

  it('can be awaited, printed and compared without being taken for something else', async () => {
    const part = strict<{ a: number; b: number }>('part', { a: 1 });
    expect(await Promise.resolve(part)).toBe(part);
    expect(JSON.stringify(part)).toBe('{"a":1}');
  });
});

describe('HostEmitter', () => {
  it('keeps private fields working behind the guard', () => {
    const lamp = new Lamp();
    const clicks: unknown[] = [];
    lamp.on('click', () => clicks.push(lamp.isLit()));
    lamp.light();
    expect(clicks).toEqual([true]);
  });

  it('throws on names of its subclass that do not exist', () => {
    expect(() => String(Reflect.get(new Lamp(), 'dim'))).toThrow('Lamp.dim is not implemented');
    expect(() => String(Reflect.get(new Stone('Stone'), 'size'))).toThrow('Stone.size is not');
  });

  it('can only be heard and asked whether it is destroyed once it is gone', () => {
    const lamp = new Lamp();
    markGone(lamp);
    expect(lamp.isDestroyed()).toBe(true);
    expect(lamp.emit('click')).toBe(false);
    expect(() => lamp.isLit()).toThrow(new TypeError('Object has been destroyed'));
  });
});

describe('createEvent', () => {
  it('remembers that a listener prevented it, and keeps its details', () => {
    const event = createEvent({ url: 'app://x/' });
    expect([event.url, event.defaultPrevented]).toEqual(['app://x/', false]);
    event.preventDefault();
    expect(event.defaultPrevented).toBe(true);
  });
});

describe('the types', () => {
  it('see a name and an event that electron.d.ts does not know', () => {
    interface Misspelt {
      setTooltip(): void;
      setToolTip(toolTip: string): void;
    }
    expectTypeOf<Invented<Misspelt, Electron.Tray>>().toEqualTypeOf<'setTooltip'>();
    expectTypeOf<EventOf<Electron.Tray, 'clicked'>>().toBeNever();
    expectTypeOf<EventOf<Electron.Tray, 'click'>>().toEqualTypeOf<'click'>();
    expect(new Lamp()).toBeInstanceOf(HostEmitter);
  });
});
