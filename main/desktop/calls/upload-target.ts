import type { Preferences } from '../../../shared/preferences.ts';
import type { AddPaths } from '../../engine/api.ts';

/** Where and how what comes from outside the window is uploaded. */
export type UploadTarget = Pick<
  AddPaths,
  'destination' | 'conflictPolicy' | 'options' | 'scanOptions'
>;

/** The destination that a drop would take; `undefined` when the person has to be asked. */
export function currentTarget(preferences: Preferences): UploadTarget | undefined {
  const { destinations, currentDestination } = preferences;
  const chosen = destinations.find(({ id }) => id === currentDestination);
  if (chosen === undefined) return undefined;
  const { accountId, bucket, prefix, conflictPolicy, options } = chosen;
  return { destination: { accountId, bucket, prefix }, conflictPolicy, options, scanOptions: {} };
}
