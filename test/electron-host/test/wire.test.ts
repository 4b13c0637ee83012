import { describe, expect, it } from 'vitest';
import { fromWire, toWire, type WireValue } from '../wire/wire.ts';

const travel = (value: unknown): unknown =>
  fromWire(JSON.parse(JSON.stringify(toWire(value))) as WireValue);

describe('wire', () => {
  it.each([
    ['undefined', undefined],
    ['null', null],
    ['a text with every trap', '\u0000\u2028\ud83d\ude00"\\'],
    ['bytes', new Uint8Array([0, 1, 255])],
    ['nested empties', { list: [], object: {}, deep: [[[undefined]]] }],
  ])('carries %s', (_name, value) => {
    expect(travel(value)).toStrictEqual(value);
  });

  it('carries a part that is there twice', () => {
    const part = { name: 'part' };
    expect(travel([part, part])).toEqual([part, part]);
  });

  it('keeps a key named __proto__ a key', () => {
    const value: unknown = JSON.parse('{"__proto__":{"polluted":true}}');
    const result = travel(value) as object;
    expect(Object.keys(result)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
  });

  it('sends only the part of a pooled Buffer that is looked at', () => {
    expect(travel(Buffer.from('abc'))).toStrictEqual(new Uint8Array([97, 98, 99]));
  });

  it.each([
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['a proxy', new Proxy({}, {})],
  ])('refuses %s, as Electron does', (_name, value) => {
    expect(() => toWire([value])).toThrow(/could not be cloned/);
  });

  it.each([
    ['a map', new Map()],
    ['a date', new Date(5)],
    ['a big integer', 1n],
    ['an infinity', Infinity],
    ['an object that looks like a tag', { $: 'bytes', base64: '' }],
  ])('refuses %s: the host does not carry it', (_name, value) => {
    expect(() => toWire([value])).toThrow(/^electron-host: this \w+ in a message is not hosted$/);
  });
});
