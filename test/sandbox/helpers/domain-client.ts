import { Agent } from 'node:http';
import type { SandboxAccess } from '../../../sandbox/sandbox-messages.ts';
import { lookupLoopback } from '../../../main/transfer/connection/connections.ts';
import { connect, type AliOss } from './ali-oss.ts';

/** An ali-oss client whose requests name a host other than the sandbox's address. */
export function connectAt(
  sandbox: SandboxAccess,
  host: string,
  options: Record<string, unknown> = {},
): AliOss {
  const { port } = new URL(sandbox.endpoint);
  const agent = new Agent({ lookup: lookupLoopback, keepAlive: false });
  return connect(sandbox, { endpoint: `http://${host}:${port}`, agent, ...options });
}

/** An ali-oss client that reaches the bucket through a bound domain. */
export function connectByDomain(
  sandbox: SandboxAccess,
  domain: string,
  options: Record<string, unknown> = {},
): AliOss {
  return connectAt(sandbox, domain, { cname: true, ...options });
}
