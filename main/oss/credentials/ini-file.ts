/** Sections of an INI file with their settings; names as `settingName` writes them. */
export type IniSections = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * Reads an INI text as ossutil does. Section and setting names ignore case, `-` and `_`. Comments
 * stand on separate lines. The last value of a repeated setting counts.
 *
 * https://www.alibabacloud.com/help/en/oss/developer-reference/configure-ossutil2
 */
export function readIni(text: string): IniSections {
  const sections = new Map<string, Map<string, string>>();
  let section = new Map<string, string>();
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#') || trimmed.startsWith(';')) continue;
    const heading = /^\[(.*)\]$/.exec(trimmed)?.[1];
    if (heading !== undefined) {
      section = sections.get(sectionName(heading)) ?? new Map<string, string>();
      sections.set(sectionName(heading), section);
      continue;
    }
    const equals = trimmed.indexOf('=');
    if (equals === -1) continue;
    section.set(settingName(trimmed.slice(0, equals)), trimmed.slice(equals + 1).trim());
  }
  return sections;
}

/** `[Profile  Work]` and `[profile work]` are the same section. */
export function sectionName(heading: string): string {
  return heading.trim().replace(/\s+/g, ' ').toLowerCase();
}

/** `accessKeyID`, `access-key-id` and `access_key_id` are the same setting. */
function settingName(name: string): string {
  return name.trim().replace(/[-_]/g, '').toLowerCase();
}
