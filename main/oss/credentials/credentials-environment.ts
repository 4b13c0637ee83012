import { TransferError } from '../../../shared/errors.ts';
import type { Credentials, CredentialSet } from '../../engine/ports/credentials.ts';

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
