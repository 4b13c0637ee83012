import { OssError } from '../rules/oss-error.ts';

/** An element: its name, the text directly inside it, and its child elements in order. */
export interface XmlElement {
  readonly name: string;
  readonly text: string;
  readonly children: readonly XmlElement[];
}

interface OpenElement {
  name: string;
  text: string;
  children: XmlElement[];
}

const deepest = 32;
const mostElements = 100_000;
const token = /<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\?[\s\S]*?\?>|<([^<>]*)>|([^<]+)/y;
const openTag = /^([A-Za-z_][\w:.-]*)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)$/;
const closeTag = /^\/([A-Za-z_][\w:.-]*)\s*$/;
const named: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
};

/**
 * Reads a request body. Attributes are ignored. Document types, unknown entities, deep nesting and
 * too many elements are refused, so no body can grow beyond its own size.
 *
 * @throws OssError MalformedXML
 */
export function readXml(source: string): XmlElement {
  const text = source.replace(/^\uFEFF/, '');
  const stack: OpenElement[] = [];
  let root: XmlElement | undefined;
  let count = 0;
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const match = token.exec(text);
    if (match === null) throw malformed();
    const [, cdata, tag, characters] = match;
    const open = stack.at(-1);
    if (characters !== undefined || cdata !== undefined) {
      const added = cdata ?? decodeEntities(characters ?? '');
      if (open !== undefined) open.text += added;
      else if (added.trim() !== '') throw malformed();
      continue;
    }
    if (tag === undefined) continue;
    const closed = closeTag.exec(tag);
    const element = closed === null ? begin(tag) : undefined;
    if (element !== undefined) {
      count += 1;
      if (root !== undefined || stack.length >= deepest || count > mostElements) throw malformed();
      stack.push(element.open);
      if (!element.isEmpty) continue;
    } else if (open === undefined || closed?.[1] !== open.name) throw malformed();
    const finished = stack.pop();
    if (finished === undefined) throw malformed();
    const parent = stack.at(-1);
    if (parent === undefined) root = finished;
    else parent.children.push(finished);
  }
  if (root === undefined || stack.length > 0) throw malformed();
  return root;
}

/** The text of the first child with that name. */
export function childText(element: XmlElement, name: string): string | undefined {
  return element.children.find((child) => child.name === name)?.text;
}

function begin(tag: string): { open: OpenElement; isEmpty: boolean } {
  const match = openTag.exec(tag);
  if (match === null) throw malformed();
  return { open: { name: match[1] ?? '', text: '', children: [] }, isEmpty: match[3] === '/' };
}

function decodeEntities(text: string): string {
  return text.replace(/&([^;&]*);?/g, (whole, body: string) => {
    if (!whole.endsWith(';')) throw malformed();
    const code = /^#(?:x([0-9A-Fa-f]{1,6})|(\d{1,7}))$/.exec(body);
    if (code === null) {
      const character = named[body];
      if (character === undefined) throw malformed();
      return character;
    }
    const point = code[1] === undefined ? Number(code[2]) : parseInt(code[1], 16);
    if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) throw malformed();
    return String.fromCodePoint(point);
  });
}

function malformed(): OssError {
  return new OssError('MalformedXML');
}
