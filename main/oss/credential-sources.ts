import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { TransferError } from '../../shared/errors.ts';
import type { Account, CredentialSource } from '../../shared/transfer.ts';
import type { Credentials, CredentialSet } from '../engine/ports/credentials.ts';

/** The source of credentials for each kind of account. */
type CredentialSources = Readonly<Record<CredentialSource['kind'], Credentials>>;

/** Reads the credentials of each account from the source that the account names. */
export function createCredentialsByAccount(
  accounts: (accountId: string) => Account | Promise<Account>,
  sources: CredentialSources,
): Credentials {
  async function sourceOf(accountId: string): Promise<Credentials> {
    const account = await accounts(accountId);
    return sources[account.credentials.kind];
  }
  return {
    current: async (accountId) => (await sourceOf(accountId)).current(accountId),
    renew: async (accountId, refused) => (await sourceOf(accountId)).renew(accountId, refused),
    onChanged(listener) {
      const undo = Object.values(sources).map((source) => source.onChanged(listener));
      return () => undo.forEach((stop) => stop());
    },
  };
}

/**
 * The credentials of all accounts.
 *
 * @param keychain the keys of accounts that the desktop app stores
 */
export function createAccountCredentials(
  accounts: (accountId: string) => Account | Promise<Account>,
  environment: Environment,
  keychain: Credentials,
): Credentials {
  return createCredentialsByAccount(accounts, {
    keychain,
    environment: createEnvironmentCredentials(environment),
    profile: createProfileCredentials({
      profileOf: async (accountId) => {
        const { credentials } = await accounts(accountId);
        return credentials.kind === 'profile' ? credentials.name : 'default';
      },
    }),
  });
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Credentials from `OSS_ACCESS_KEY_ID`, `OSS_ACCESS_KEY_SECRET` and, for STS, `OSS_SESSION_TOKEN`.
 * The environment of a running process does not change, so these credentials are never renewed.
 */
export function createEnvironmentCredentials(environment: Environment): Credentials {
  return {
    current: () => settle(() => readEnvironment(environment)),
    renew: (_accountId, refused) =>
      settle(() => {
        const set = readEnvironment(environment);
        if (!sameCredentials(set, refused)) return set;
        throw new TransferError({
          code: 'credentials-expired',
          detail: 'OSS_SESSION_TOKEN has expired, and nothing renews it.',
        });
      }),
    onChanged: () => () => undefined,
  };
}

function settle<Value>(make: () => Value): Promise<Value> {
  return new Promise((resolve) => {
    resolve(make());
  });
}

/** True when both credential sets produce the same signatures. */
export function sameCredentials(one: CredentialSet, other: CredentialSet): boolean {
  return (
    one.accessKeyId === other.accessKeyId &&
    one.accessKeySecret === other.accessKeySecret &&
    one.securityToken === other.securityToken
  );
}

function readEnvironment(environment: Environment): CredentialSet {
  const accessKeyId = required(environment, 'OSS_ACCESS_KEY_ID');
  const accessKeySecret = required(environment, 'OSS_ACCESS_KEY_SECRET');
  const securityToken = environment['OSS_SESSION_TOKEN']?.trim() ?? '';
  return {
    accessKeyId,
    accessKeySecret,
    ...(securityToken === '' ? {} : { securityToken }),
  };
}

function required(environment: Environment, name: string): string {
  const value = environment[name]?.trim() ?? '';
  if (value !== '') return value;
  throw new TransferError({
    code: 'credentials-missing',
    detail: `The environment variable ${name} is not set.`,
  });
}

interface ProfileCredentialsOptions {
  /** Name of the profile that an account uses. */
  readonly profileOf: (accountId: string) => string | Promise<string>;
  /** ossutil's configuration file when absent. */
  readonly path?: string;
}

interface ProfileCredentials extends Credentials {
  /**
   * Reads the file again and publishes every account whose credentials changed or became readable.
   * The code that waits for credentials calls this; there is no timer here.
   */
  check(): Promise<void>;
}

/**
 * Credentials from a profile file. An external program writes refreshed STS tokens into the file.
 * Ferry reads the file again when OSS refuses the old credentials.
 */
export function createProfileCredentials(options: ProfileCredentialsOptions): ProfileCredentials {
  const path = options.path ?? defaultProfilePath();
  const known = new Map<string, CredentialSet | undefined>();
  const readings = new Map<string, Promise<CredentialSet>>();
  const listeners = new Set<(accountId: string) => void>();

  /** Concurrent callers share one read, so that a change is published once. */
  function reread(accountId: string): Promise<CredentialSet> {
    const running = readings.get(accountId);
    if (running !== undefined) return running;
    const reading = read(accountId).finally(() => readings.delete(accountId));
    readings.set(accountId, reading);
    return reading;
  }

  async function read(accountId: string): Promise<CredentialSet> {
    const first = !known.has(accountId);
    const before = known.get(accountId);
    known.set(accountId, before);
    const { credentials } = await readProfile(path, await options.profileOf(accountId));
    known.set(accountId, credentials);
    const changed = before === undefined || !sameCredentials(before, credentials);
    if (changed && !first) for (const listener of listeners) listener(accountId);
    return credentials;
  }

  return {
    current: async (accountId) => known.get(accountId) ?? reread(accountId),

    renew: async (accountId, refused) => {
      const kept = known.get(accountId);
      if (kept !== undefined && !sameCredentials(kept, refused)) return kept;
      const credentials = await reread(accountId);
      if (!sameCredentials(credentials, refused)) return credentials;
      throw new TransferError({
        code: 'credentials-expired',
        detail: 'The profile file still holds the credentials that OSS refused.',
      });
    },

    onChanged(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    async check() {
      // A broken profile of one account must not hide a change of another account.
      await Promise.allSettled([...known.keys()].map(reread));
    },
  };
}

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
