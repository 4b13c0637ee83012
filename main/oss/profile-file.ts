import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { TransferError } from '../../shared/errors.ts';
import type { CredentialSet } from '../engine/ports/credentials.ts';

/** A profile of ossutil's configuration file. */
interface Profile {
  readonly credentials: CredentialSet;
  readonly endpoint?: string;
  readonly region?: string;
}

/** The profile when the account names no profile. */
const defaultProfileName = 'default';

/** The path of the configuration file of ossutil. */
export function defaultProfilePath(): string {
  return join(homedir(), '.ossutilconfig');
}

/**
 * Reads one profile: `[profile name]` or `[name]`. The default profile may also be
 * `[Credentials]`, which ossutil 1 writes.
 *
 * @throws TransferError `credentials-missing`, naming the file, the profile or the setting.
 */
export async function readProfile(path: string, name: string): Promise<Profile> {
  const settings = findSection(readIni(await readText(path)), name);
  if (settings === undefined) throw missing(`${path} has no profile "${name}".`);
  function setting(key: string): string | undefined {
    const value = settings?.get(key);
    return value === '' ? undefined : value;
  }
  const accessKeyId = setting('accesskeyid');
  const accessKeySecret = setting('accesskeysecret');
  if (accessKeyId === undefined) throw missing(`The profile "${name}" has no accessKeyID.`);
  if (accessKeySecret === undefined) throw missing(`The profile "${name}" has no accessKeySecret.`);
  const securityToken = setting('ststoken') ?? setting('securitytoken');
  const endpoint = setting('endpoint');
  const region = setting('region');
  return {
    credentials: {
      accessKeyId,
      accessKeySecret,
      ...(securityToken === undefined ? {} : { securityToken }),
    },
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(region === undefined ? {} : { region }),
  };
}

function findSection(sections: IniSections, name: string): ReadonlyMap<string, string> | undefined {
  const wanted = sectionName(name);
  const headings = [`profile ${wanted}`, wanted];
  if (wanted === defaultProfileName) headings.push('credentials');
  return headings.map((heading) => sections.get(heading)).find((section) => section !== undefined);
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unreadable';
    throw missing(`The profile file ${path} cannot be read (${code}).`, cause);
  }
}

function missing(detail: string, cause?: unknown): TransferError {
  return new TransferError({ code: 'credentials-missing', detail }, { cause });
}

/** Sections of an INI file with their settings; names as `settingName` writes them. */
type IniSections = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * Reads an INI text as ossutil does. Section and setting names ignore case, `-` and `_`. Comments
 * stand on separate lines. The last value of a repeated setting counts.
 *
 * https://www.alibabacloud.com/help/en/oss/developer-reference/configure-ossutil2
 */
function readIni(text: string): IniSections {
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
function sectionName(heading: string): string {
  return heading.trim().replace(/\s+/g, ' ').toLowerCase();
}

/** `accessKeyID`, `access-key-id` and `access_key_id` are the same setting. */
function settingName(name: string): string {
  return name.trim().replace(/[-_]/g, '').toLowerCase();
}
