import type { Settings } from '../../shared/settings.ts';

export const KiB = 1024;
export const MiB = 1024 * KiB;

/** The smallest parts that OSS takes: a file of several parts is still a small file. */
export const partSize = 100 * KiB;

/** What tests begin with: every file of more than one part goes by parts, and few tries are made. */
export const quickSettings: Partial<Settings> = {
  partSize,
  multipartThreshold: partSize,
  retryBudget: 4,
};
