import { describe, expect, it } from 'vitest';
import type { WireValue } from '../wire/encode.ts';
import { fromWire, toWire } from '../wire/node-wire.ts';

const travel = (value: unknown): unknown =>
  fromWire(JSON.parse(JSON.stringify(toWire(value))) as WireValue);

describe('wire', () => {
  it.each([
    ['undefined', undefined],
    ['null', null],
    ['a text with every trap', '\u0000\u2028\ud83d\ude00"\\'],
    ['not a number', NaN],
    ['minus zero', -0],
    ['infinity', -Infinity],
    ['a big integer', 12345678901234567890n],
    ['a date', new Date(5)],
    ['an invalid date', new Date(NaN)],
    ['a regular expression', /a\/b/giu],
    ['a map with objects as keys', new Map([[{ a: 1 }, new Set([1, 'x'])]])],
    ['bytes', new Uint8Array([0, 1, 255])],
    ['floats', new Float64Array([1.5, NaN])],
    ['a buffer', new Uint8Array([1, 2]).buffer],
    ['an object that looks like a tag', { $: 'date', at: { $: 1 } }],
    ['nested empties', { list: [], object: {}, deep: [[[undefined]]] }],
  ])('carries %s', (_name, value) => {
    expect(travel(value)).toStrictEqual(value);
  });

  it('keeps cycles and shared parts', () => {
    const shared = { name: 'shared' };
    const value = { one: shared, other: shared, self: null as unknown };
    value.self = value;
    const result = travel(value) as typeof value;
    expect(result.self).toBe(result);
    expect(result.one).toBe(result.other);
  });

  it('keeps a key named __proto__ a key', () => {
    const value: unknown = JSON.parse('{"__proto__":{"polluted":true}}');
    const result = travel(value) as object;
    expect(Object.keys(result)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
  });

  it('keeps the class, message and stack of an error', () => {
    const error = new RangeError('too far');
    const result = travel(error) as RangeError;
    expect(result).toBeInstanceOf(RangeError);
    expect([result.message, result.stack]).toEqual(['too far', error.stack]);
  });

  it('sends only the part of a pooled Buffer that is looked at', () => {
    expect(travel(Buffer.from('abc'))).toStrictEqual(new Uint8Array([97, 98, 99]));
  });

  it.each([
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['a proxy', new Proxy({}, {})],
    ['a blob', new Blob(['x'])],
  ])('refuses %s', (_name, value) => {
    expect(() => toWire([value])).toThrow(/could not be cloned/);
  });
});
