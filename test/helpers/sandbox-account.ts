import type { Credentials } from '../../main/engine/ports/credentials.ts';
import { createEnvironmentCredentials } from '../../main/oss/credential-sources.ts';
import type { SandboxAccount } from '../../sandbox/accounts.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import type { Account } from '../../shared/transfer.ts';

export const accountId = 'account-1';

/** Ferry's account for a sandbox. */
export function accountFor(sandbox: Sandbox): Account {
  return {
    id: accountId,
    name: 'Test',
    endpoint: sandbox.endpoint,
    region: sandbox.region,
    addressing: 'virtual-host',
    credentials: { kind: 'environment' },
  };
}

/** Keys as if they stood in an environment. */
export function environmentKeys(keys: SandboxAccount): Credentials {
  return createEnvironmentCredentials({
    OSS_ACCESS_KEY_ID: keys.accessKeyId,
    OSS_ACCESS_KEY_SECRET: keys.accessKeySecret,
    ...(keys.securityToken === undefined ? {} : { OSS_SESSION_TOKEN: keys.securityToken }),
  });
}
