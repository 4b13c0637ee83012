import type { RunEvent } from './run-event.ts';
import type { RunReport } from './run-report.ts';

/** Shows a run: as JSON, as plain lines, or with progress bars. */
export interface Reporter {
  report(event: RunEvent): void;
  /** Prints the summary. The caller reports nothing afterwards. */
  finish(report: RunReport): void;
  /** Releases the terminal for a question. */
  suspend(): void;
  /** Takes the terminal back. */
  resume(): void;
}
