import { journal } from '../journal.ts';
import { strict } from '../strict.ts';

/** Electron's `crashReporter`: noted, nothing is ever collected or sent. */
export const crashReporter = strict<Electron.CrashReporter>('crashReporter', {
  start(options) {
    journal.note({ kind: 'app', call: 'crashReporter.start', detail: options });
  },
  getUploadToServer: () => false,
  getUploadedReports: () => [],
  getLastCrashReport: () => null,
});
