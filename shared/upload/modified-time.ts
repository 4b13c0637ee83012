/** The metadata name under which rclone keeps the time, so that both programs read it. */
const metaName = 'mtime';

const perSecond = 1_000_000_000n;

/**
 * The modification time of a file as metadata: seconds since 1970 with up to nine decimals, in the
 * form of rclone, such as `1354040105.123456789`.
 *
 * @param modified nanoseconds since 1970
 */
export function modifiedMeta(modified: string): Readonly<Record<string, string>> {
  const nanoseconds = BigInt(modified);
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const decimals = String(size % perSecond)
    .padStart(9, '0')
    .replace(/0+$/, '');
  const sign = nanoseconds < 0n ? '-' : '';
  const text = `${sign}${size / perSecond}${decimals === '' ? '' : `.${decimals}`}`;
  return { [metaName]: text };
}

/**
 * The modification time of the file that an object was made from, in milliseconds since 1970;
 * `undefined` when the object has no such metadata.
 *
 * @param meta names in lower case, without `x-oss-meta-`
 */
export function modifiedFrom(meta: Readonly<Record<string, string>>): number | undefined {
  const match = /^(-?)(\d{1,12})(?:\.(\d{1,9}))?$/.exec(meta[metaName] ?? '');
  if (match === null) return undefined;
  const [, sign = '', seconds = '', decimals = ''] = match;
  // The milliseconds of a negative time count backwards, too.
  const milliseconds = Number(seconds) * 1000 + Number(decimals.padEnd(3, '0').slice(0, 3));
  return sign === '-' ? -milliseconds : milliseconds;
}
