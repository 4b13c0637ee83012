/** A value that a taken-over page may send, and what it is in words. */
export type HostileInput = readonly [what: string, value: unknown];

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = { a: value };
  return value;
}

function shared(depth: number): unknown {
  let value: unknown = [];
  for (let level = 0; level < depth; level += 1) value = [value, value];
  return value;
}

function cyclic(): unknown {
  const cycle: Record<string, unknown> = {};
  cycle['self'] = cycle;
  return cycle;
}

/** Values of every type that crosses between processes, none of which is what a call expects. */
const strangers: readonly HostileInput[] = [
  ['null', null],
  ['a yes', true],
  ['not a number', Number.NaN],
  ['infinity', Number.POSITIVE_INFINITY],
  ['a negative number', -1],
  ['a fraction', 1.5],
  ['a number that is too large', 1e300],
  ['a big integer', 1n],
  ['an empty text', ''],
  ['a path', '/granted/../secret'],
  ['a path of Windows', 'C:\\granted\\..\\secret'],
  ['an address of a file', 'file:///secret'],
  ['a script', 'javascript:alert(1)'],
  ['markup', '<img src=x onerror=alert(1)>'],
  ['a line break', 'a\r\nb: c'],
  ['an empty list', []],
  ['a list of lists', [[[['a']]]]],
  ['a list of paths', ['/secret']],
  ['an empty object', {}],
  ['an object with a path', { path: '/secret' }],
  ['a prototype', JSON.parse('{"__proto__":{"polluted":1}}') as unknown],
  ['a constructor', { constructor: { prototype: { polluted: 1 } } }],
  ['40 levels', nested(40)],
  ['1,000 levels', nested(1000)],
  ['a circle', cyclic()],
  ['a date', new Date(0)],
  ['an expression', /x/],
  ['a map', new Map([['ids', [1]]])],
  ['a set', new Set([1])],
  ['bytes', new Uint8Array(16)],
  ['a buffer', new ArrayBuffer(16)],
  ['an error', new Error('x')],
  ['a boxed number', new Number(1)],
  ['a boxed text', new String('queue')],
];

/** Too much of something. Costly to make, so they stand in few places. */
const masses: readonly HostileInput[] = [
  ['a text of 2 MiB', 'x'.repeat(2 * 1024 * 1024)],
  ['a list of 300,000 numbers', Array.from({ length: 300_000 }, () => 1)],
  ['a list of holes', new Array(50_000_000)],
  ['a list that names another twice at 30 levels', shared(30)],
];

/** Keys that an object did not have. */
const furtherKeys = [
  'path',
  'paths',
  'roots',
  'toString',
  'constructor',
  'prototype',
  'hasOwnProperty',
  '__proto__',
  '',
];

function withKey(object: object, key: string, value: unknown): object {
  const copy = { ...object };
  Object.defineProperty(copy, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
  return copy;
}

/**
 * Every input that differs from a usual one in one place: something else stands there, something is
 * missing, or something more is there.
 */
export function* hostileInputs(example: unknown, level = 0): Generator<HostileInput> {
  yield* strangers;
  if (level < 2) yield* masses;
  if (typeof example !== 'object' || example === null || ArrayBuffer.isView(example)) return;
  for (const key of furtherKeys) {
    yield [`the further key ${key}`, withKey(example, key, { polluted: 1 })];
  }
  for (const [key, part] of Object.entries(example)) {
    for (const [what, value] of hostileInputs(part, level + 1)) {
      const changed = Array.isArray(example)
        ? example.map((item: unknown, index) => (String(index) === key ? value : item))
        : withKey(example, key, value);
      yield [`${key}: ${what}`, changed];
    }
  }
}
