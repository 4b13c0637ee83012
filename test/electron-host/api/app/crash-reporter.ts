import { journal } from '../../journal.ts';
import { strict } from '../../strict.ts';

/** Electron's `crashReporter`: noted, because a test asserts that the app starts none. */
export const crashReporter = strict<Electron.CrashReporter>('crashReporter', {
  start() {
    journal.note({ kind: 'app', call: 'crashReporter.start' });
  },
});
