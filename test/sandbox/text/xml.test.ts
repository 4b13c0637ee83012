import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { childText, readXml } from '../../../sandbox/text/xml-reader.ts';
import { writeXml } from '../../../sandbox/text/xml-writer.ts';

describe('readXml', () => {
  it('reads elements, text, CDATA, entities and what stands between', () => {
    const root = readXml(
      '\uFEFF<?xml version="1.0"?><!-- a --><r a="1" b=\'x\'>\n<e/>' +
        '<k>a&amp;&#x41;&#66;<![CDATA[<&]]></k></r>\n',
    );
    expect(root.name).toBe('r');
    expect(root.children.map(({ name }) => name)).toEqual(['e', 'k']);
    expect(childText(root, 'k')).toBe('a&AB<&');
    expect(childText(root, 'none')).toBeUndefined();
  });

  it.each([
    '',
    'text',
    '<a>',
    '</a>',
    '<a></b>',
    '<a><b></a></b>',
    '<a/><b/>',
    '<a>&unknown;</a>',
    '<a>&</a>',
    '<a>&#xD800;</a>',
    '<a>&#x110000;</a>',
    '<!DOCTYPE a><a/>',
    '<a b=c/>',
    '<a',
    '<!-- <a/>',
  ])('refuses %j', (source) => {
    expect(() => readXml(source)).toThrow(expect.objectContaining({ code: 'MalformedXML' }));
  });

  it('ends on every text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('<', '>', '/', 'a', '&', ';', '!', '-', ' ') }),
        (source) => {
          try {
            readXml(source);
          } catch (error) {
            expect(error).toMatchObject({ code: 'MalformedXML' });
          }
        },
      ),
    );
  });

  it('gives back what writeXml wrote', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(childText(readXml(writeXml('root', { text })), 'text')).toBe(text);
      }),
    );
  });
});

describe('writeXml', () => {
  it('repeats lists and leaves out what is not there', () => {
    expect(writeXml('r', { a: [1, 2], b: undefined, c: {}, d: '' })).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<r>\n  <a>1</a>\n  <a>2</a>\n  <c/>\n  <d></d>\n</r>\n',
    );
  });
});
