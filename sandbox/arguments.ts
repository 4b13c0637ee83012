import { parseArgs } from 'node:util';
import type { BucketChange } from './storage/change-bucket.ts';
import { isBucketName } from './rules/bucket-rules.ts';

/** The arguments of `npm run sandbox --`. */
export interface SandboxArguments {
  readonly port: number;
  readonly dataDirectory: string;
  readonly buckets: readonly string[] | undefined;
  readonly region: string | undefined;
  readonly exitWithParent: boolean;
  /** Settings of the first bucket; undefined keeps them as they are. */
  readonly settings: BucketChange | undefined;
  /** Refuses V1 signatures of the account. */
  readonly refusesV1: boolean;
  readonly isSuspended: boolean;
}

/** Invalid arguments; the message is one sentence for the user. */
export class SandboxUsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** The text that `--help` prints. */
export const usage = `Usage: npm run sandbox -- --data DIR [--port N] [--bucket B]... [--region R] [--exit-with-parent]

  --data DIR          where buckets and objects are kept; created when absent
  --port N            port on 127.0.0.1; any free one by default
  --bucket B          bucket to have, may be given again; ferry-sandbox by default
  --region R          region, cn-hangzhou by default
  --exit-with-parent  end when standard input is closed

Rules of OSS for new accounts; those of the bucket stay in DIR:

  --rules-2025        data only through a bound domain, Block Public Access on, V1 refused
  --domain NAME       domain bound to the first bucket, such as files.localhost; again for more
  --bucket-region R   region of the first bucket, when another endpoint must refuse it
  --no-overwrite P    forbid overwriting under this prefix
  --retain P          objects under this prefix cannot change for 30 days
  --suspended         the account is frozen or owes money`;

/**
 * Reads the command line.
 *
 * @returns `help` when the user asks for the usage
 * @throws SandboxUsageError
 */
export function parseArguments(args: readonly string[]): SandboxArguments | 'help' {
  const values = readValues(args);
  if (values.help === true) return 'help';
  const { data, bucket, region } = values;
  if (data === undefined || data === '') {
    throw new SandboxUsageError('Say where to keep the data: --data DIR.');
  }
  for (const name of bucket ?? []) {
    if (!isBucketName(name)) {
      throw new SandboxUsageError(
        `${name} is no bucket name; use 3 to 63 lower-case letters, digits and hyphens.`,
      );
    }
  }
  return {
    port: readPort(values.port),
    dataDirectory: data,
    buckets: bucket,
    region: region?.replace(/^oss-/, ''),
    exitWithParent: values['exit-with-parent'] === true,
    settings: readSettings(values),
    refusesV1: values['rules-2025'] === true,
    isSuspended: values.suspended === true,
  };
}

function readValues(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        data: { type: 'string' },
        port: { type: 'string' },
        bucket: { type: 'string', multiple: true },
        region: { type: 'string' },
        'exit-with-parent': { type: 'boolean' },
        'rules-2025': { type: 'boolean' },
        domain: { type: 'string', multiple: true },
        'bucket-region': { type: 'string' },
        'no-overwrite': { type: 'string' },
        retain: { type: 'string' },
        suspended: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SandboxUsageError(`${reason.split('. ')[0] ?? reason}. Try --help.`);
  }
}

function readSettings(values: ReturnType<typeof readValues>): BucketChange | undefined {
  const { domain, retain } = values;
  const region = values['bucket-region']?.replace(/^oss-/, '');
  const forbidsOverwriting = values['no-overwrite'];
  const settings: BucketChange = {
    ...(values['rules-2025'] === true
      ? { refusesPublicEndpoint: true, restrictsLinks: true, blockPublicAccess: true }
      : {}),
    ...(domain === undefined ? {} : { domains: domain.map((name) => ({ domain: name })) }),
    ...(region === undefined ? {} : { region }),
    ...(forbidsOverwriting === undefined ? {} : { forbidsOverwriting }),
    ...(retain === undefined ? {} : { retention: { prefix: retain, days: 30 } }),
  };
  return Object.keys(settings).length === 0 ? undefined : settings;
}

function readPort(text: string | undefined): number {
  const port = Number(text ?? '0');
  if (text === '' || !Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new SandboxUsageError(`${text ?? ''} is no port; use a number from 0 to 65535.`);
  }
  return port;
}
