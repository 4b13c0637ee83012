/** The characters from one code point to another. */
function characters(from: number, to: number): readonly string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => String.fromCodePoint(from + index));
}

const controls = [...characters(1, 0x1f), ...characters(0x7f, 0x9f)];

/** Marks that turn, hide or join text, and separators that are not seen. */
const marks = [
  ...characters(0x200b, 0x200f),
  ...characters(0x2028, 0x202f),
  ...characters(0x2060, 0x206f),
  ...['\u00ad', '\u061c', '\u180e', '\ufeff', '\ufff9', '\u{e0001}', '\u{e0041}'],
];

const markup = [
  '<img src=x onerror="window.hacked=1">',
  '<svg onload=window.hacked=1>',
  '<script>window.hacked=1</script>',
  '"><script>window.hacked=1</script>',
  `' onmouseover='window.hacked=1`,
  '<iframe srcdoc="<script>parent.hacked=1</script>">',
  '<a href="javascript:window.hacked=1">x</a>',
  '<style>*{display:none}</style>',
  '<base href="https://evil.example">',
  '<meta http-equiv=refresh content="0;url=https:evil.example">',
  '</title><script>window.hacked=1</script>',
  '<!--',
  ']]>',
  '&lt;b&gt;&#x3c;script&#x3e;',
  '{{constructor.constructor("window.hacked=1")()}}',
  '${window.hacked=1}',
  '@:linked {0} {name} | a | b',
  'javascript:window.hacked=1',
  'data:text,x',
  'vbscript:x',
];

const formulas = [
  '=HYPERLINK("http:evil","x")',
  "=cmd|' C calc'!A0",
  '+1+1',
  '-2+3',
  '@SUM(1+1)',
  '\t=1+1',
  '\r=1+1',
  '\n=1+1',
  'a;=1+1',
  'a\t=1+1',
  'a,=1+1',
  'a\n=1+1',
  '"=1+1"',
  '"",=1+1',
  '＝1+1',
  '＋1',
  '－1',
  '＠SUM(1)',
  "'=1",
  '|calc',
];

const climbs = [
  '..',
  '.',
  '...',
  '. .',
  '.. ',
  '..\u0000',
  '..\\..\\secret',
  '..%2f..%2fsecret',
  '%2e%2e%2fsecret',
  '%252e%252e%252fsecret',
  '..;',
  '\u2024\u2024',
  '\uff0e\uff0e',
  '..\u2215secret',
  '\u2216\u2216server',
  '\\\\server\\share',
  'C:\\Windows\\win.ini',
  'C:secret',
  'file:secret',
  '~',
  '~root',
  '-rf',
  '--help',
  '$HOME',
  '%APPDATA%',
];

const slashed = [
  '../secret',
  '../../secret',
  'a/../../secret',
  'a/./b',
  'a//b',
  '/etc/hosts',
  '//server/share',
  'a/..',
  './a',
];

const reserved = [
  ...['CON', 'PRN', 'AUX', 'NUL', 'CLOCK$', 'CONIN$', 'con.txt', 'nul.tar.gz', 'aux.'],
  ...characters(0x31, 0x39).flatMap((digit) => [`COM${digit}`, `LPT${digit}.txt`]),
  ...['COM¹', 'a:b', 'a:$DATA', 'a<b', 'a>b', 'a|b', 'a?b', 'a*b', 'a"b', 'dot.', 'space '],
];

const quoting = [
  `'`,
  '"',
  '`',
  '\\',
  `\\'`,
  '\\u003cscript\\u003e',
  '$(reboot)',
  '`reboot`',
  '; reboot;',
  '| reboot',
  '&& reboot',
  "' OR '1'='1",
  "'; DROP TABLE transfers; --",
  '%s%n%d',
  '%',
  '%00',
  '%zz',
  '#',
  '?uploads',
  '?uploadId=1&partNumber=1',
  '&a=b',
  '+',
  'a b',
  'a%20b',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '[object Object]',
  'undefined',
  'null',
  '{"a":1}',
];

const scripts = [
  '\u00e9',
  'e\u0301',
  '\u1e9b\u0323',
  '\uac00',
  '\u1100\u1161',
  '\u212b',
  'A\u030a',
  'ﬁ',
  '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}',
  '\u{1f3f3}\ufe0f\u200d\u{1f308}',
  '\u{1f1e8}\u{1f1f3}',
  '\u{1f600}',
  'مرحبا.txt',
  'שלום.exe',
  'İstanbul',
  'ıI',
  'ß',
  '中文 日本語 한국어',
  'Z\u0351\u036b\u0343\u032a\u0302\u036b\u033d\u034f\u0334\u0319\u0324',
  '\u{10ffff}',
  '\u{f0000}',
  '\ufffd',
  '\uffff',
  'invoice\u202egnp.exe',
];

const long = [
  'x'.repeat(255),
  '中'.repeat(85),
  '\u{1f600}'.repeat(63),
  'e\u0301'.repeat(85),
  `${'x'.repeat(250)}.html`,
  'x'.repeat(1023),
  'x'.repeat(1024),
  '中'.repeat(342),
  'x'.repeat(100_000),
  ' '.repeat(255),
  '.'.repeat(255),
  '%'.repeat(255),
];

const halves = ['a\ud800b', '\udc00', 'x\udbff'];

/** Names that no file system of ours would give, but a server, a form or a page could. */
export const impossibleNames: readonly string[] = [...slashed, ...halves, '', '..\u0000'];

/** Everything that a name may do to code that handles it. Each is there once. */
export const hostileNames: readonly string[] = [
  ...new Set([
    ...controls.map((character) => `a${character}b`),
    ...marks.map((mark) => `a${mark}b.txt`),
    ...[...markup, ...formulas, ...climbs, ...reserved, ...quoting, ...scripts, ...long],
    ...impossibleNames,
  ]),
];

/** Those that Linux takes for the name of one file. */
export const creatableNames: readonly string[] = hostileNames.filter(
  (name) =>
    name !== '' &&
    name !== '.' &&
    name !== '..' &&
    !/[/\0]/.test(name) &&
    name.isWellFormed() &&
    Buffer.byteLength(name) <= 255,
);
