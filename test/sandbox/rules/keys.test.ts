import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refuseKey, compareKeys } from '../../../sandbox/rules/objects/key-rules.ts';
import { listKeys } from '../../../sandbox/rules/objects/list-keys.ts';
import { SortedKeys } from '../../../sandbox/rules/objects/sorted-keys.ts';

const key = fc.string({ unit: 'binary', minLength: 1, maxLength: 6 });

describe('compareKeys', () => {
  it('orders as the bytes of UTF-8 do', () => {
    fc.assert(
      fc.property(key, key, (left, right) => {
        const order = Buffer.compare(Buffer.from(left), Buffer.from(right));
        expect(Math.sign(compareKeys(left, right))).toBe(order);
      }),
    );
    expect(compareKeys('\uffff', '😀')).toBeLessThan(0);
  });
});

describe('checkKey', () => {
  it.each(['a', '../..', 'a//b', 'line\nfeed', 'é'.repeat(511)])('takes %j', (name) => {
    expect(() => {
      refuseKey(name);
    }).not.toThrow();
  });

  it.each(['', '/a', '\\a', 'é'.repeat(512)])('refuses %j', (name) => {
    expect(() => {
      refuseKey(name);
    }).toThrow(expect.objectContaining({ code: 'InvalidObjectName' }));
  });
});

describe('SortedKeys', () => {
  it('stays in order while keys come and go', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), key)), (changes) => {
        const sorted = new SortedKeys();
        const model = new Set<string>();
        for (const [isAdded, name] of changes) {
          if (isAdded) sorted.add(name);
          else sorted.delete(name);
          if (isAdded) model.add(name);
          else model.delete(name);
        }
        const all = Array.from({ length: sorted.size }, (_, index) => sorted.at(index));
        expect(all).toEqual([...model].sort(compareKeys));
      }),
    );
  });
});

describe('listKeys', () => {
  const path = fc
    .array(fc.constantFrom('a', 'b', '/', 'é'), { minLength: 1, maxLength: 5 })
    .map((parts) => parts.join(''));

  /** Every name of a listing, worked out the plain way. */
  function expected(keys: readonly string[], prefix: string, delimiter: string): string[] {
    const names = keys
      .filter((name) => name.startsWith(prefix))
      .map((name) => {
        const end = delimiter === '' ? -1 : name.indexOf(delimiter, prefix.length);
        return end === -1 ? name : name.slice(0, end + delimiter.length);
      });
    return [...new Set(names)].sort(compareKeys);
  }

  it('gives every name once over all pages, in order', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(path),
        fc.constantFrom('', 'a', 'a/'),
        fc.constantFrom('', '/', 'b'),
        fc.integer({ min: 1, max: 4 }),
        (keys, prefix, delimiter, limit) => {
          const sorted = new SortedKeys(keys);
          const seen: string[] = [];
          let after = '';
          for (;;) {
            const page = listKeys(sorted, { prefix, delimiter, after, limit });
            const names = [...page.keys, ...page.commonPrefixes].sort(compareKeys);
            expect(names.length).toBeLessThanOrEqual(limit);
            seen.push(...names);
            expect(page.isTruncated).toBe(page.next !== undefined);
            if (page.next === undefined) break;
            expect(page.next).toBe(names.at(-1));
            after = page.next;
          }
          expect(seen).toEqual(expected(keys, prefix, delimiter));
        },
      ),
    );
  });
});
