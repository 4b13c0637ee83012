import * as v from 'valibot';

const secretsSchema = v.strictObject({
  accessKeyId: v.pipe(v.string(), v.minLength(1)),
  accessKeySecret: v.pipe(v.string(), v.minLength(1)),
  securityToken: v.exactOptional(v.string()),
  expiresAt: v.exactOptional(v.number()),
});

export type StoredSecrets = v.InferOutput<typeof secretsSchema>;

/** Keys as they were sealed; `undefined` when what was opened is no such thing. */
export function readSecrets(value: unknown): StoredSecrets | undefined {
  return v.is(secretsSchema, value) ? value : undefined;
}

const proxyPasswordSchema = v.strictObject({ userName: v.string(), password: v.string() });

/** What a proxy asks for. Lives in memory and in the keychain only. */
export type ProxyPassword = v.InferOutput<typeof proxyPasswordSchema>;

/**
 * A proxy's password as it was sealed; `undefined` when what was opened is no such thing. Ferry 0.1
 * sealed it under the names of an account's keys.
 */
export function readProxyPassword(value: unknown): ProxyPassword | undefined {
  if (v.is(proxyPasswordSchema, value)) return value;
  const keys = readSecrets(value);
  return keys && { userName: keys.accessKeyId, password: keys.accessKeySecret };
}
