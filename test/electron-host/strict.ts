import { EventEmitter } from 'node:events';

/**
 * Lets through what the target has and throws on every other name, so that a test fails where the
 * host has no answer instead of passing on a guess. `check` may refuse a name for its own reasons.
 * Also runs as text inside the page's isolated world: it may use nothing from this module.
 */
export function guard<Target extends object>(
  name: string,
  target: Target,
  check?: (key: string) => void,
): Target {
  const askedOfEveryObject = ['then', 'toJSON', 'default', '__esModule'];
  return new Proxy(target, {
    get(object, key, receiver): unknown {
      if (typeof key === 'string') check?.(key);
      if (typeof key === 'symbol' || key in object || askedOfEveryObject.includes(key)) {
        return Reflect.get(object, key, receiver);
      }
      throw new Error(`electron-host: ${name}.${key} is not implemented`);
    },
  });
}

/** An Electron module of which the host has only a part; the rest throws. */
export function strict<Face extends object>(name: string, part: Partial<Face>): Face {
  return guard(name, part) as Face;
}

/**
 * The signatures of `Face` that a class has to agree with as far as it has them. Left out: events,
 * whose types speak of the whole class, and members that are host classes of their own.
 */
export type PartOf<Face, Other extends keyof Face = never> = Partial<
  Omit<Face, Other | keyof EventEmitter>
>;

/** Base of the classes without events. Derived `#fields` live on the guarded object itself. */
export class Guarded {
  /** As native objects have it: "[object NativeImage]". */
  readonly [Symbol.toStringTag]: string = 'Object';

  constructor(name: string) {
    this[Symbol.toStringTag] = name;
    return guard(name, this);
  }
}

/** `Name` if electron.d.ts lets one listen to it on `Face`, otherwise `never`. */
export type EventOf<Face, Name extends string> = Face extends {
  on(event: Name, listener: () => void): unknown;
}
  ? Name
  : never;

const gone = new WeakSet<object>();

/** From now on only events and `isDestroyed()` can be used, as of a destroyed native object. */
export function markGone(emitter: object): void {
  gone.add(emitter);
}

/** Base of the classes with events; `Face` is the class of electron.d.ts that it stands for. */
export class HostEmitter<Face> extends EventEmitter {
  constructor(name: string) {
    super();
    this.setMaxListeners(0);
    const guarded: this = guard(name, this, (key) => {
      if (!gone.has(guarded) || key === 'isDestroyed') return;
      const isNative = key in this && !Object.hasOwn(this, key) && !(key in HostEmitter.prototype);
      if (isNative) throw new TypeError('Object has been destroyed');
    });
    return guarded;
  }

  /** Emits an event that electron.d.ts knows; a wrong name does not compile. */
  announce<Name extends string>(event: Name & EventOf<Face, Name>, ...values: unknown[]): boolean {
    return this.emit(event, ...values);
  }
}
