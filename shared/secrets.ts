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
