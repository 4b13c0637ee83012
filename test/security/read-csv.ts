/**
 * Reads CSV as RFC 4180 says, with any separator: spreadsheets of many countries take a semicolon.
 * A quotation mark inside a bare cell is a character like any other.
 */
export function readCsv(text: string, separator: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    const quoted = text[at] === '"' ? /"((?:[^"]|"")*)"/y : undefined;
    let cell = '';
    if (quoted !== undefined) {
      quoted.lastIndex = at;
      const found = quoted.exec(text);
      cell = (found?.[1] ?? '').replaceAll('""', '"');
      at += found?.[0].length ?? 1;
    }
    const end = nextEnd(text, at, separator);
    row.push(cell + text.slice(at, end));
    at = end + 1;
    if (text[end] === separator) continue;
    if (text[end] === '\r' && text[at] === '\n') at += 1;
    rows.push(row);
    row = [];
  }
  return row.length > 0 ? [...rows, row] : rows;
}

function nextEnd(text: string, from: number, separator: string): number {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === separator || text[at] === '\n' || text[at] === '\r') return at;
  }
  return text.length;
}
