import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import {
  createBarsReporter,
  fileLine,
  totalLine,
  createLinesReporter,
} from '../../../main/cli/report/reporters.ts';
import type {
  ProgressEvent,
  RunEvent,
  TransferChange,
} from '../../../main/cli/report/run-event.ts';
import type { RunReport } from '../../../main/cli/report/run-report.ts';
import { textWidth } from '../../../main/cli/report/text-width.ts';

const states = {
  queued: 0,
  uploading: 0,
  verifying: 0,
  waiting: 0,
  paused: 0,
  done: 0,
  skipped: 0,
  failed: 0,
  cancelled: 0,
};

function progress(change: Partial<ProgressEvent> = {}): ProgressEvent {
  return {
    type: 'progress',
    files: { ...states, done: 3, failed: 1, queued: 1, total: 5 },
    bytes: { sent: 999, total: 1000 },
    speed: 1_000_000,
    secondsLeft: 90,
    scanning: false,
    running: [],
    ...change,
  };
}

function change(id: number, state: 'done' | 'failed', path = `folder/${id}`): TransferChange {
  const error = { code: 'source-missing' } as const;
  const common = { type: 'transfer', id, batch: 1, path, key: path, size: 1000 } as const;
  return state === 'done' ? { ...common, state } : { ...common, state, error };
}

const report: RunReport = {
  summary: {
    type: 'summary',
    done: 1,
    failed: 0,
    skipped: 0,
    bytes: 1000,
    cancelled: 0,
    waiting: 0,
    paused: 0,
    unfinished: 0,
    callbackFailed: 0,
    skippedBecause: {},
    leftOut: [],
    interrupted: false,
    seconds: 2,
  },
  failures: [],
  waitingFor: [],
  callbackFailures: [],
  resumeCommand: 'ferry resume',
  joined: false,
};

function collect() {
  const output = new PassThrough() as PassThrough & { isTTY?: boolean; columns?: number };
  return { output, text: () => String(output.read() ?? '') };
}

describe('lines in a pipe', () => {
  function lines(...events: RunEvent[]): string {
    const { output, text } = collect();
    const reporter = createLinesReporter(output, () => 0);
    for (const event of events) reporter.report(event);
    return text();
  }

  it('name each file of a small batch', () => {
    expect(lines(change(1, 'done'), change(2, 'failed'))).toBe(
      'done     folder/1  1.00 kB\nfailed   folder/2: The file is no longer there.\n',
    );
  });

  it('name only failures of a large batch, and progress every five seconds', () => {
    const { output, text } = collect();
    let now = 0;
    const reporter = createLinesReporter(output, () => now);
    const large = progress({ files: { ...states, done: 300, queued: 1, total: 301 } });
    reporter.report(large);
    reporter.report(change(1, 'done'));
    reporter.report(change(2, 'failed'));
    now = 5000;
    reporter.report(large);
    reporter.report(large);
    expect(text()).toBe(
      'failed   folder/2: The file is no longer there.\n' +
        '300 of 301 files, 999 B of 1.00 kB, 1.00 MB/s, 2 min left\n',
    );
  });

  it('never contain what could command a terminal', () => {
    expect(lines(change(1, 'done', 'a\u001b[2J\nb\u202ec'))).toBe(
      `done     ${String.raw`a\x1b[2J\nb\u{202e}c`}  1.00 kB\n`,
    );
  });
});

describe('lines of bars', () => {
  const file = {
    id: 1,
    path: 'node_modules/commander/lib/command.js',
    size: 1000,
    sent: 999,
    speed: 1e6,
  };

  it('fit into a terminal of any width, with any name', () => {
    for (const columns of [20, 40, 59, 60, 80, 200]) {
      for (const path of [file.path, '照片/'.repeat(40), 'a']) {
        expect(textWidth(fileLine({ ...file, path }, columns))).toBeLessThanOrEqual(columns);
      }
      expect(textWidth(totalLine(progress(), columns))).toBeLessThanOrEqual(columns);
    }
  });

  it('keep the beginning and the end of the name at 60 columns', () => {
    expect(fileLine(file, 60)).toBe('  node_modu…ander/lib/command.js [=========-]  99% 1.00 MB/s');
  });

  it('say 100 % only when everything is there', () => {
    expect(fileLine(file, 80)).toContain(' 99%');
    expect(fileLine({ ...file, sent: 1000 }, 80)).toContain('100%');
  });

  it('escape names', () => {
    expect(fileLine({ ...file, path: 'a\u001b[2Jb' }, 80)).toContain(String.raw`a\x1b[2Jb`);
  });
});

it('row 76: bars leave the terminal to a question until it is answered', () => {
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  const reporter = createBarsReporter(output);
  reporter.report(progress());
  reporter.suspend();
  output.read();
  reporter.report(progress());
  reporter.report(change(1, 'failed'));
  expect(output.read()).toBeNull();
  reporter.resume();
  expect(String(output.read())).toContain('folder/1');
  reporter.finish(report);
});

describe('bars on a terminal', () => {
  function terminal() {
    const { output, text } = collect();
    output.isTTY = true;
    output.columns = 60;
    return { reporter: createBarsReporter(output), text };
  }
  const hide = '\u001b[?25l';
  const show = '\u001b[?25h';

  it('hide the cursor while they are drawn and give it back', () => {
    const { reporter, text } = terminal();
    reporter.report(progress());
    reporter.finish(report);
    const all = text();
    expect(all.indexOf(hide)).toBeGreaterThanOrEqual(0);
    expect(all.lastIndexOf(show)).toBeGreaterThan(all.lastIndexOf(hide));
    expect(all).toMatch(/Done: 1 file, 1\.00 kB, in 2 s\..*\n$/);
  });

  it('lose no line that was said just before the end', () => {
    const { reporter, text } = terminal();
    reporter.report(progress());
    reporter.report(change(7, 'failed'));
    reporter.finish(report);
    expect(text()).toContain('failed   folder/7');
  });

  it('leave the terminal to a question and come back', () => {
    const { reporter, text } = terminal();
    reporter.report(progress());
    reporter.suspend();
    const before = text();
    expect(before.lastIndexOf(show)).toBeGreaterThan(before.lastIndexOf(hide));
    reporter.resume();
    expect(text()).toContain(hide);
    reporter.finish(report);
  });
});
