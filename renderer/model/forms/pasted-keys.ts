/** Keys that a pasted text holds, with what else it says about the account. */
export interface PastedKeys {
  /** The profile or the user that the text names; empty when it names none. */
  readonly name: string;
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
  readonly endpoint?: string;
  /** Without `oss-`. */
  readonly region?: string;
}

type Fields = ReadonlyMap<string, string>;

/** Longer texts are no keys. */
const mostCharacters = 64 * 1024;

const idNames = ['accesskeyid', 'ossaccesskeyid', 'alibabacloudaccesskeyid', 'aliyunaccesskeyid'];
const secretNames = idNames.map((name) => name.replace(/id$/, 'secret'));
const tokenNames = [
  ...['ststoken', 'securitytoken', 'sessiontoken', 'osssessiontoken', 'osssecuritytoken'],
  'alibabacloudsecuritytoken',
];
const endpointNames = ['endpoint', 'ossendpoint'];
const regionNames = ['region', 'regionid', 'ossregion', 'alibabacloudregionid'];
const userNames = ['username', 'user', 'name', 'userprincipalname'];

/**
 * Recognizes keys in a text: a configuration file of ossutil, the CSV of the console, lines of an
 * environment, or JSON of an SDK or of AssumeRole. Empty for every other text.
 */
export function pastedKeys(text: string): readonly PastedKeys[] {
  if (text.length > mostCharacters) return [];
  const source = text.replace(/^\uFEFF/, '').trim();
  const found = source.startsWith('{') || source.startsWith('[{') ? readJson(source) : [];
  return found.length > 0 ? found : [...readCsv(source), ...readSections(source)];
}

function readJson(source: string): readonly PastedKeys[] {
  try {
    return readNode(JSON.parse(source), '');
  } catch {
    return [];
  }
}

/** Keys may be at the top, under `Credentials`, or in a list of profiles. */
function readNode(node: unknown, name: string): readonly PastedKeys[] {
  if (Array.isArray(node)) return node.flatMap((entry) => readNode(entry, name));
  if (typeof node !== 'object' || node === null) return [];
  const entries = Object.entries(node);
  const fields = new Map(
    entries.flatMap(([key, value]) =>
      typeof value === 'string' ? [[plain(key), value.trim()] as const] : [],
    ),
  );
  const own = keysFrom(fields, name);
  return own === undefined ? entries.flatMap(([key, value]) => readNode(value, key)) : [own];
}

/** The console writes a line of titles and a line for each key. */
function readCsv(source: string): readonly PastedKeys[] {
  const [titles = [], ...rows] = source.split(/\r?\n/).map(readCells);
  const names = titles.map(plain);
  if (!names.some((name) => idNames.includes(name))) return [];
  return rows.flatMap((cells) => {
    const fields = new Map(names.map((name, index) => [name, cells[index] ?? ''] as const));
    return keysFrom(fields, '') ?? [];
  });
}

function readCells(line: string): readonly string[] {
  return line.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
}

/** `[profile]` with settings below, or lines such as `export OSS_ACCESS_KEY_ID=…`. */
function readSections(source: string): readonly PastedKeys[] {
  const sections: { readonly name: string; readonly fields: Map<string, string> }[] = [];
  let fields = new Map<string, string>();
  sections.push({ name: '', fields });
  for (const line of source.split(/\r?\n/)) {
    const heading = /^\s*\[(?:profile\s+)?(.*)\]\s*$/i.exec(line)?.[1];
    if (heading !== undefined) {
      fields = new Map();
      sections.push({ name: /^credentials$/i.test(heading) ? '' : heading.trim(), fields });
      continue;
    }
    const match = /^\s*(?:export\s+|set\s+|\$env:)?([\w .-]+?)\s*[=:：]\s*(.*)$/i.exec(line);
    if (match === null) continue;
    const [, name = '', value = ''] = match;
    fields.set(plain(name), value.trim().replace(/^(["'])(.*)\1;?$/, '$2'));
  }
  return sections.flatMap((section) => keysFrom(section.fields, section.name) ?? []);
}

function keysFrom(fields: Fields, name: string): PastedKeys | undefined {
  const first = (names: readonly string[]): string | undefined =>
    names.map((one) => fields.get(one)).find((value) => value !== undefined && value !== '');
  const accessKeyId = first(idNames);
  const accessKeySecret = first(secretNames);
  if (accessKeyId === undefined || accessKeySecret === undefined) return undefined;
  if (/\s/.test(accessKeyId + accessKeySecret)) return undefined;
  const securityToken = first(tokenNames);
  const endpoint = first(endpointNames);
  const region = first(regionNames)?.replace(/^oss-/, '');
  return {
    name: first(userNames) ?? name,
    accessKeyId,
    accessKeySecret,
    ...(securityToken === undefined ? {} : { securityToken }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(region === undefined ? {} : { region }),
  };
}

/** `AccessKey ID`, `access_key_id` and `accessKeyID` are the same name. */
function plain(name: string): string {
  return name.replace(/[\s_.-]/g, '').toLowerCase();
}
