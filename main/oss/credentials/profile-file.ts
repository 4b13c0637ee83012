import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { TransferError } from '../../../shared/errors.ts';
import type { CredentialSet } from '../../engine/ports/credentials.ts';
import { readIni, sectionName, type IniSections } from './ini-file.ts';

/** A profile of ossutil's configuration file. */
export interface Profile {
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
