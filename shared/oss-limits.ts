/**
 * Limits of OSS, all sizes in bytes.
 *
 * Source: "Limits", "Multipart upload" and "Object naming" of the OSS documentation.
 */
const KiB = 1024;
const MiB = 1024 * KiB;
const GiB = 1024 * MiB;

export const ossLimits = {
  /** Every part but the last must have at least this size. */
  minPartSize: 100 * KiB,
  maxPartSize: 5 * GiB,
  maxPartCount: 10_000,
  /** Largest object of a single PutObject. */
  maxPutSize: 5 * GiB,
  /** Largest object of a multipart upload, 48.8 TB. */
  maxObjectSize: 10_000 * 5 * GiB,
  /** Of the UTF-8 form of an object key. */
  maxKeyBytes: 1023,
  /** All `x-oss-meta-*` names and values together. */
  maxMetaBytes: 8 * KiB,
  maxTags: 10,
  maxTagKeyLength: 128,
  maxTagValueLength: 256,
  /** Of the encoded callback parameter. */
  maxCallbackBytes: 5 * KiB,
  maxCallbackUrls: 5,
  /** Difference of clocks that a signature survives, in milliseconds. */
  maxClockSkew: 15 * 60 * 1000,
} as const;
