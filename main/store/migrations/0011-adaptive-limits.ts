import type { Database } from 'better-sqlite3';

/**
 * Version 11: the numbers of requests at once are upper limits now, below which Ferry finds the
 * best. Earlier versions stored every setting with each change, so a former default says nothing
 * about a wish of the user, and goes.
 */
export function forgetFormerLimits(database: Database): void {
  database.exec(`
    DELETE FROM settings
      WHERE (name = 'smallFilesAtOnce' AND value = '16')
        OR (name = 'partsAtOnce' AND value = '12')
        OR (name = 'partsPerFile' AND value = '4');
  `);
}
