import type { Preferences } from '../../../shared/preferences.ts';
import { usualScan } from '../../../shared/upload/usual-exclude.ts';
import type { AddPaths } from '../../engine/api.ts';

/** Destination and options of an upload that comes from outside the window. */
export type UploadTarget = Pick<
  AddPaths,
  'destination' | 'conflictPolicy' | 'options' | 'scanOptions'
>;

/** The current destination; `undefined` when Ferry has to ask the user. */
export function currentTarget(preferences: Preferences): UploadTarget | undefined {
  const { destinations, currentDestination } = preferences;
  const chosen = destinations.find(({ id }) => id === currentDestination);
  if (chosen === undefined) return undefined;
  const { accountId, bucket, prefix, conflictPolicy, options } = chosen;
  const destination = { accountId, bucket, prefix };
  return { destination, conflictPolicy, options, scanOptions: usualScan };
}
