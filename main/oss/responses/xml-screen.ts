/** ListParts of 1,000 parts has about 300 KB. */
export const maxXmlBytes = 1024 * 1024;

/** The deepest response of OSS that Ferry reads has four levels. */
const maxDepth = 8;

const openTag = /<([A-Za-z_][\w.-]*)\s*(\/?)>/y;
const rootTag = /<([A-Za-z_][\w.-]*)(?:\s+[\w:.-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'))*\s*(\/?)>/y;
const closeTag = /<\/[A-Za-z_][\w.-]*\s*>/y;

/**
 * Checks an XML text before a parser reads it. The text has at most 1 MiB, the expected root and a
 * limited depth. It has no document type, no entities of its own, and attributes only on the root.
 * The parser checks whether tags match.
 *
 * Returns the reason for a refusal, or `undefined` when the text may be parsed.
 */
export function screenXml(bytes: Uint8Array, root: string): string | undefined {
  if (bytes.length > maxXmlBytes) return `an XML of ${bytes.length} bytes`;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  let depth = 0;
  let rootSeen = false;
  for (let at = text.indexOf('<'); at !== -1; at = text.indexOf('<', at)) {
    const skipTo = passiveEnd(text, at);
    if (skipTo !== undefined) {
      if (skipTo < 0) return 'an XML that is cut off';
      at = skipTo;
      continue;
    }
    if (text[at + 1] === '!') return 'an XML with a document type';
    if (text[at + 1] === '/') {
      const closed = matchAt(closeTag, text, at);
      depth -= 1;
      if (closed === undefined || depth < 0) return 'a broken XML';
      at += closed[0].length;
      continue;
    }
    const opened = matchAt(rootSeen ? openTag : rootTag, text, at);
    if (opened === undefined) return 'a broken XML';
    if (!rootSeen && opened[1] !== root) return `an XML that is no ${root}`;
    if (rootSeen && depth === 0) return 'an XML with two roots';
    rootSeen = true;
    if (opened[2] === '') depth += 1;
    if (depth > maxDepth) return 'an XML of too many levels';
    at += opened[0].length;
  }
  if (!rootSeen) return 'no XML';
  return depth === 0 ? undefined : 'an XML that is cut off';
}

const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
  '&amp;': '&',
};

/** Text of the first `name` element, for elements that ali-oss does not return. */
export function elementText(bytes: Uint8Array, name: string): string | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  const written = new RegExp(`<${name}(?:\\s[^>]*)?>([^<]*)</${name}\\s*>`).exec(text)?.[1];
  return written?.replace(/&(?:lt|gt|quot|apos|amp|#10|#x0*a);/gi, (entity) =>
    entity.startsWith('&#') ? '\n' : (entities[entity] ?? entity),
  );
}

/** The end of a comment, CDATA section or processing instruction; negative when it has no end. */
function passiveEnd(text: string, at: number): number | undefined {
  for (const [start, end] of [
    ['<![CDATA[', ']]>'],
    ['<!--', '-->'],
    ['<?', '?>'],
  ] as const) {
    if (!text.startsWith(start, at)) continue;
    const found = text.indexOf(end, at + start.length);
    return found === -1 ? -1 : found + end.length;
  }
  return undefined;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}
