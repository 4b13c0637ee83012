import * as v from 'valibot';
import { ossLimits } from './oss-limits.ts';

const count = (most: number) => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(most));

/** How Ferry reaches the network. A password of the proxy is a secret and not part of this. */
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
 * The engine's settings. All act on running uploads within a second, except the two sizes, which
 * hold for transfers that start later.
 */
export const settingsSchema = v.strictObject({
  /** Files above the threshold that are sent at the same time. */
  jobsAtOnce: count(64),
  /** Files up to the threshold that are sent at the same time: a lane of their own. */
  smallFilesAtOnce: count(128),
  /** Parts on the way at the same time, all files together. */
  partsAtOnce: count(128),
  /** Parts of one file on the way at the same time. */
  partsPerFile: count(64),
  /** Bytes a second for everything Ferry sends; `null` is no limit. */
  bandwidthLimit: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1024))),
  partSize: v.pipe(
    v.number(),
    v.integer(),
    v.minValue(ossLimits.minPartSize),
    v.maxValue(ossLimits.maxPartSize),
  ),
  /** Files of at most this many bytes go by one PutObject. */
  multipartThreshold: v.pipe(
    v.number(),
    v.integer(),
    v.minValue(0),
    v.maxValue(ossLimits.maxPutSize),
  ),
  /** Attempts without any progress before a transfer fails. */
  retryBudget: count(100),
  /** Milliseconds without a byte moving after which a connection is given up. */
  idleTimeout: v.pipe(v.number(), v.integer(), v.minValue(1000), v.maxValue(600_000)),
  proxy: proxySchema,
});

export type Settings = v.InferOutput<typeof settingsSchema>;
export type ProxySettings = v.InferOutput<typeof proxySchema>;

const MiB = 1024 * 1024;

export const defaultSettings: Settings = {
  jobsAtOnce: 3,
  smallFilesAtOnce: 16,
  partsAtOnce: 12,
  partsPerFile: 4,
  bandwidthLimit: null,
  partSize: 8 * MiB,
  multipartThreshold: 8 * MiB,
  retryBudget: 8,
  idleTimeout: 30_000,
  proxy: { mode: 'system' },
};

/**
 * Settings from what was stored. A field that is missing or not valid any more takes its default,
 * and one that is unknown is left out, so that no stored value can keep Ferry from starting.
 */
export function readSettings(stored: Readonly<Record<string, unknown>>): Settings {
  const valid = Object.entries(settingsSchema.entries).flatMap(([name, schema]) => {
    const field = v.safeParse(schema, stored[name]);
    return field.success ? [[name, field.output] as const] : [];
  });
  return v.parse(settingsSchema, { ...defaultSettings, ...Object.fromEntries(valid) });
}
