import * as v from 'valibot';
import { ossLimits } from './upload/oss-limits.ts';

const count = (most: number) => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(most));

/**
 * How Ferry reaches the network. The password of a proxy is a secret and not part of this value.
 */
export const proxySchema = v.variant('mode', [
  v.strictObject({ mode: v.literal('none') }),
  /** The system's proxy; on the command line `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`. */
  v.strictObject({ mode: v.literal('system') }),
  v.strictObject({
    mode: v.literal('manual'),
    /** `http://host:port`, without user name and password. */
    url: v.pipe(v.string(), v.regex(/^https?:\/\/[^\s@/]+\/?$/, 'http://host:port')),
  }),
]);

/**
 * The engine's settings. Changes affect running uploads within a second, except the two sizes,
 * which apply to transfers that start later.
 */
export const settingsSchema = v.strictObject({
  /** Limit on concurrent files above the threshold. */
  jobsAtOnce: count(64),
  /**
   * Upper limit on concurrent files up to the threshold; they have their own lane. Below it Ferry
   * finds the number that moves the most.
   */
  smallFilesAtOnce: count(128),
  /** Upper limit on concurrent parts of all files together; Ferry finds the number below it. */
  partsAtOnce: count(128),
  /** Limit on concurrent parts of one file. */
  partsPerFile: count(64),
  /** Bytes a second for all data that Ferry sends; `null` means no limit. */
  bandwidthLimit: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1024))),
  partSize: v.pipe(
    v.number(),
    v.integer(),
    v.minValue(ossLimits.minPartSize),
    v.maxValue(ossLimits.maxPartSize),
  ),
  /** Files of at most this many bytes are sent by one PutObject. */
  multipartThreshold: v.pipe(
    v.number(),
    v.integer(),
    v.minValue(0),
    v.maxValue(ossLimits.maxPutSize),
  ),
  /** Attempts without any progress before a transfer fails. */
  retryBudget: count(100),
  /**
   * Idle timeout: milliseconds without a byte in either direction before a connection is closed.
   */
  idleTimeout: v.pipe(v.number(), v.integer(), v.minValue(1000), v.maxValue(600_000)),
  proxy: proxySchema,
});

export type Settings = v.InferOutput<typeof settingsSchema>;
export type ProxySettings = v.InferOutput<typeof proxySchema>;

const MiB = 1024 * 1024;

export const defaultSettings: Settings = {
  jobsAtOnce: 3,
  smallFilesAtOnce: 128,
  partsAtOnce: 32,
  partsPerFile: 32,
  bandwidthLimit: null,
  partSize: 8 * MiB,
  multipartThreshold: 8 * MiB,
  retryBudget: 8,
  idleTimeout: 30_000,
  proxy: { mode: 'system' },
};

/**
 * Reads stored settings. A missing or invalid field takes its default. An unknown field is left
 * out. So no stored value can keep Ferry from starting.
 */
export function readSettings(stored: Readonly<Record<string, unknown>>): Settings {
  const valid = Object.entries(settingsSchema.entries).flatMap(([name, schema]) => {
    const field = v.safeParse(schema, stored[name]);
    return field.success ? [[name, field.output] as const] : [];
  });
  return v.parse(settingsSchema, { ...defaultSettings, ...Object.fromEntries(valid) });
}
