/** What of the environment decides how a package is made. */
export type PackageEnvironment = Readonly<Record<string, string | undefined>>;

/**
 * The arguments for electron-builder: what was asked for, and what the environment adds to
 * `electron-builder.yml`.
 *
 * - `FERRY_UPDATE_URL` is where newer versions will be looked for; without it the package never
 *   looks for one.
 * - Without a certificate (`CSC_LINK` or `CSC_NAME`) macOS' hardened runtime is left off, because it
 *   refuses to load libraries that nobody signed.
 *
 * @throws Error for an address that is not https.
 */
export function builderArguments(
  asked: readonly string[],
  environment: PackageEnvironment,
): readonly string[] {
  const { FERRY_UPDATE_URL: feed, CSC_LINK: certificate, CSC_NAME: identity } = environment;
  return [
    ...asked,
    // Packages are made here and published by whoever made them.
    '--publish=never',
    ...(isGiven(feed) ? ['-c.publish.provider=generic', `-c.publish.url=${checkFeed(feed)}`] : []),
    ...(isGiven(certificate) || isGiven(identity) ? [] : ['-c.mac.hardenedRuntime=false']),
  ];
}

/** A secret that a workflow was not given is empty there, and electron-builder would use it. */
export function withoutEmpty(environment: PackageEnvironment): PackageEnvironment {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => isGiven(value)));
}

function isGiven(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}

function checkFeed(address: string): string {
  if (URL.parse(address)?.protocol === 'https:') return address;
  throw new Error('FERRY_UPDATE_URL is not an https address. Correct it or leave it out.');
}
