import { describe, expect, it } from 'vitest';
import { elementText, maxXmlBytes, screenXml } from '../../../../main/oss/responses/xml-screen.ts';
import { bytes } from '../../../helpers/oss-responses.ts';

describe('screenXml', () => {
  it.each([
    '<R/>',
    '<R></R>',
    '<?xml version="1.0" encoding="UTF-8"?>\n<R xmlns="http://doc.oss-cn-hangzhou.aliyuncs.com">\n<A>1</A></R>\n',
    '<R a=\'1\' b="2"><A><B>x &amp; y</B></A><A/></R>',
    '<R><!-- a <comment> --><A><![CDATA[</R><!DOCTYPE x>]]></A></R>',
    '\uFEFF<R>a > b</R>',
  ])('lets %j pass', (text) => {
    expect(screenXml(bytes(text), 'R')).toBeUndefined();
  });

  it.each([
    ['', 'no XML'],
    ['hello', 'no XML'],
    ['<html><R/></html>', 'an XML that is no R'],
    ['<R/><R/>', 'an XML with two roots'],
    ['<R><A></R>', 'an XML that is cut off'],
    ['<R><A>', 'an XML that is cut off'],
    ['<R><A', 'a broken XML'],
    ['<R></A></R>', 'a broken XML'],
    ['</R>', 'a broken XML'],
    ['<R><!-- ', 'an XML that is cut off'],
    ['<R><A x="1"/></R>', 'a broken XML'],
    ['<R><A x="/>">', 'a broken XML'],
    ['<!DOCTYPE R><R/>', 'an XML with a document type'],
    ['<!doctype R><R/>', 'an XML with a document type'],
    ['<R><!ENTITY a "b"></R>', 'an XML with a document type'],
    [`<R>${'<a>'.repeat(8)}${'</a>'.repeat(8)}</R>`, 'an XML of too many levels'],
    [`<R>${' '.repeat(maxXmlBytes)}</R>`, `an XML of ${maxXmlBytes + 7} bytes`],
  ])('refuses %.40j', (text, reason) => {
    expect(screenXml(bytes(text), 'R')).toBe(reason);
  });

  it('reads the longest list of OSS', () => {
    const part = '<Part><PartNumber>10000</PartNumber><ETag>"0"</ETag><Size>1</Size></Part>';
    expect(screenXml(bytes(`<R>${part.repeat(1000)}</R>`), 'R')).toBeUndefined();
  });
});

describe('elementText', () => {
  it('finds the first element and resolves the five entities', () => {
    const text = '<R><A>&quot;1&quot; &lt;&amp;lt;&gt; &apos;</A><A>2</A></R>';
    expect(elementText(bytes(text), 'A')).toBe('"1" <&lt;> \'');
    expect(elementText(bytes(text), 'B')).toBeUndefined();
    expect(elementText(bytes('<R><A><B/></A></R>'), 'A')).toBeUndefined();
  });
});
