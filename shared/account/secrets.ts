import * as v from 'valibot';

const secretsSchema = v.strictObject({
  accessKeyId: v.pipe(v.string(), v.minLength(1)),
  accessKeySecret: v.pipe(v.string(), v.minLength(1)),
  securityToken: v.exactOptional(v.string()),
  expiresAt: v.exactOptional(v.number()),
});

type StoredSecrets = v.InferOutput<typeof secretsSchema>;

/** Reads decrypted keys; `undefined` when the value does not hold keys. */
export function readSecrets(value: unknown): StoredSecrets | undefined {
  return v.is(secretsSchema, value) ? value : undefined;
}

const proxyPasswordSchema = v.strictObject({ userName: v.string(), password: v.string() });

/** Credentials for a proxy. Kept in memory and in the keychain only. */
export type ProxyPassword = v.InferOutput<typeof proxyPasswordSchema>;

/**
 * Reads the decrypted credentials of a proxy; `undefined` when the value does not hold them. Ferry
 * 0.1 stored them under the field names of an account's keys.
 */
export function readProxyPassword(value: unknown): ProxyPassword | undefined {
  if (v.is(proxyPasswordSchema, value)) return value;
  const keys = readSecrets(value);
  return keys && { userName: keys.accessKeyId, password: keys.accessKeySecret };
}
