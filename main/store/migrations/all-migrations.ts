import type { Migration } from '../database/schema.ts';
import { createQueue } from './0001-queue.ts';
import { countWaits } from './0002-wait-counters.ts';
import { tellRowsApartByName } from './0003-rows-by-name.ts';
import { keepPausedScans } from './0004-paused-scans.ts';
import { addDamagedObjects } from './0005-damaged-objects.ts';
import { addFolders } from './0007-folders.ts';
import { addDataAddresses } from './0008-data-addresses.ts';
import { addBins } from './0010-bins.ts';
import { forgetFormerLimits } from './0011-adaptive-limits.ts';
import { countApart } from './0012-counting-apart.ts';
import { countSkips } from './0013-skip-counters.ts';
import { findSkipsByFolder } from './0014-skips-by-folder.ts';

/** All migrations in order. A released migration never changes. */
export const allMigrations: readonly Migration[] = [
  { version: 1, migrate: createQueue },
  { version: 2, migrate: countWaits },
  { version: 3, migrate: tellRowsApartByName },
  { version: 4, migrate: keepPausedScans },
  { version: 5, migrate: addDamagedObjects },
  { version: 7, migrate: addFolders },
  { version: 8, migrate: addDataAddresses },
  { version: 10, migrate: addBins },
  { version: 11, migrate: forgetFormerLimits },
  { version: 12, migrate: countApart },
  { version: 13, migrate: countSkips },
  { version: 14, migrate: findSkipsByFolder },
];
