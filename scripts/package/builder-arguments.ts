/** The environment variables that decide how a package is made. */
export type PackageEnvironment = Readonly<Record<string, string | undefined>>;

/**
 * The arguments for electron-builder: the given arguments, and additions from the environment to
 * `electron-builder.yml`.
 *
 * - `FERRY_UPDATE_URL` is the address of newer versions; without it the package never checks for
 *   updates.
 * - Without a certificate (`CSC_LINK` or `CSC_NAME`) the hardened runtime of macOS is off, because
 *   it refuses to load unsigned libraries.
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
    // This script only makes packages; the person who runs it publishes them.
    '--publish=never',
    ...(isGiven(feed) ? ['-c.publish.provider=generic', `-c.publish.url=${checkFeed(feed)}`] : []),
    ...(isGiven(certificate) || isGiven(identity) ? [] : ['-c.mac.hardenedRuntime=false']),
  ];
}

/**
 * Removes empty variables: a workflow passes a missing secret as an empty text, which
 * electron-builder would use.
 */
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
