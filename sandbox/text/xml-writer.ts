/**
 * The content of an element: text, child elements, or nothing. An undefined field is left out; an
 * array repeats the element.
 */
export type XmlValue = string | number | boolean | XmlFields;
/** Child elements in order. */
export interface XmlFields {
  readonly [name: string]: XmlValue | readonly XmlValue[] | undefined;
}

/** Writes a document with one root element, in the form of OSS's responses. */
export function writeXml(root: string, fields: XmlFields | string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${writeElement(root, fields, '')}`;
}

/**
 * Escapes text so that every key survives. White space becomes character references, because
 * readers fold white space. Other control characters stay unchanged, because XML has no legal form
 * for them. A client that may receive them uses `encoding-type=url`.
 */
function escapeXml(text: string): string {
  return text.replace(/[&<>"'\t\n\r]/g, (character) => {
    if (character === '&') return '&amp;';
    if (character === '<') return '&lt;';
    if (character === '>') return '&gt;';
    if (character === '"') return '&quot;';
    if (character === "'") return '&apos;';
    return `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`;
  });
}

function writeElement(name: string, value: XmlValue, indent: string): string {
  if (typeof value !== 'object') {
    const text = escapeXml(String(value));
    return text === '' ? `${indent}<${name}></${name}>\n` : `${indent}<${name}>${text}</${name}>\n`;
  }
  const inner = Object.entries(value)
    .flatMap(([child, content]) => {
      if (content === undefined) return [];
      const list = isList(content) ? content : [content];
      return list.map((item) => writeElement(child, item, `${indent}  `));
    })
    .join('');
  return inner === ''
    ? `${indent}<${name}/>\n`
    : `${indent}<${name}>\n${inner}${indent}</${name}>\n`;
}

function isList(value: XmlValue | readonly XmlValue[]): value is readonly XmlValue[] {
  return Array.isArray(value);
}
