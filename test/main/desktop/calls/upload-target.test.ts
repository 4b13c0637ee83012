import { expect, it } from 'vitest';
import { currentTarget } from '../../../../main/desktop/calls/upload-target.ts';
import { usualScan } from '../../../../shared/upload/usual-exclude.ts';
import { defaultPreferences, type SavedDestination } from '../../../../shared/preferences.ts';

const saved = (id: string): SavedDestination => ({
  id,
  accountId: `account-${id}`,
  bucket: 'media',
  prefix: '2026/',
  conflictPolicy: 'skip',
  options: { acl: 'private' },
});

it('row 80: is the chosen destination, and no other one when that is gone', () => {
  const destinations = [saved('a'), saved('b')];
  const chosen = currentTarget({ ...defaultPreferences, destinations, currentDestination: 'b' });
  expect(chosen).toEqual({
    destination: { accountId: 'account-b', bucket: 'media', prefix: '2026/' },
    conflictPolicy: 'skip',
    options: { acl: 'private' },
    scanOptions: usualScan,
  });
  // What the system writes for itself, and partial downloads, stay here.
  for (const name of ['.DS_Store', 'Thumbs.db', 'desktop.ini', '*.crdownload']) {
    expect(usualScan.exclude).toContain(name);
  }
  const gone = currentTarget({ ...defaultPreferences, destinations, currentDestination: 'gone' });
  expect(gone).toBeUndefined();
  expect(currentTarget(defaultPreferences)).toBeUndefined();
});
