import type { RunEvent } from './run-event.ts';
import type { RunReport } from './run-report.ts';

/** Shows a run: as JSON, as plain lines, or with progress bars. */
export interface Reporter {
  report(event: RunEvent): void;
  /** The last word. Nothing is reported afterwards. */
  finish(report: RunReport): void;
  /** Leaves the terminal to a question. */
  suspend(): void;
  /** Takes the terminal back. */
  resume(): void;
}
