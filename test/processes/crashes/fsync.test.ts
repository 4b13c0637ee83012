import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { startDriver } from '../../helpers/driver/driver-process.ts';
import { startFerryUnderTest } from '../../helpers/ferry-under-test.ts';
import { KiB, quickSettings } from '../../helpers/quick-settings.ts';
import { noise } from '../../helpers/source-content.ts';
import { readTrace, type Deed } from './trace.ts';

const strace = '/usr/bin/strace';
const tracers = existsSync(strace) ? [strace] : [];
if (tracers.length === 0) {
  process.stderr.write(
    'No strace here: the order of fsyncs is not looked at. Debian: apt-get install strace\n',
  );
}

/** What there was between the word before and this one. */
interface Word {
  readonly line: string;
  readonly logged: number;
  readonly synced: number;
  /** Something that was written after the last sync. */
  readonly isOpen: boolean;
}

function wordsOf(deeds: readonly Deed[]): readonly Word[] {
  const words: Word[] = [];
  let [logged, synced, isOpen] = [0, 0, false];
  for (const deed of deeds) {
    if (deed.kind === 'said') {
      words.push({ line: deed.line, logged, synced, isOpen });
      [logged, synced] = [0, 0];
    } else if (deed.kind === 'logged') [logged, isOpen] = [logged + 1, true];
    else [synced, isOpen] = [synced + 1, false];
  }
  return words;
}

describe.each(tracers)('seen by %s', () => {
  it('row 45: what a process says to be done was synced before it says so', async () => {
    const ferry = await startFerryUnderTest({ stopped: true });
    const trace = path.join(ferry.folder, 'trace');
    const { exitCode } = await startDriver({
      sandbox: ferry.sandbox,
      databaseFile: ferry.databaseFile,
      roots: [ferry.write('film.mp4', noise(450 * KiB))],
      // One part at a time: nothing else is written between its commit and the word of it.
      settings: { ...quickSettings, partsPerFile: 1 },
      under: [
        strace,
        '-f',
        '-y',
        '-s',
        '80',
        '-e',
        'trace=write,pwrite64,fsync,fdatasync',
        '-o',
        trace,
      ],
    }).ended;
    expect(exitCode).toBe(0);
    const words = wordsOf(readTrace(readFileSync(trace, 'utf8')));
    const believed = words.filter(({ line }) => /\\"type\\":\\"(upload|part|done)\\"/.test(line));
    expect(believed).toHaveLength(7);
    for (const { logged, synced, isOpen } of believed) {
      expect(logged).toBeGreaterThan(0);
      expect(synced).toBeGreaterThan(0);
      expect(isOpen).toBe(false);
    }
  });
});
