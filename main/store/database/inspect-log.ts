import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { queueFiles } from './queue-files.ts';

/*
 * SQLite reads a write-ahead log up to the first frame with a wrong checksum. It treats the rest as
 * a write that a power cut interrupted. If the disk damaged that frame, SQLite silently drops
 * commits that had reached the disk. This module distinguishes the two cases.
 *
 * Format: https://sqlite.org/fileformat2.html, 4.1 to 4.3.
 */

const headerSize = 32;
const frameHeaderSize = 24;
const magic = 0x377f0682;

type Sums = readonly [number, number];

/** Continues the checksum of 4.2 over `bytes`, whose length is a multiple of 8. */
function addUp(sums: Sums, bytes: Buffer, bigEndian: boolean): Sums {
  let [first, second] = sums;
  for (let at = 0; at < bytes.length; at += 8) {
    const one = bigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at);
    const other = bigEndian ? bytes.readUInt32BE(at + 4) : bytes.readUInt32LE(at + 4);
    first = (first + one + second) >>> 0;
    second = (second + other + first) >>> 0;
  }
  return [first, second];
}

const endsWith = (bytes: Buffer, at: number, [first, second]: Sums): boolean =>
  bytes.readUInt32BE(at) === first && bytes.readUInt32BE(at + 4) === second;

/** The readable fields of a frame. The last frame of each commit is marked as such. */
interface Frame {
  /**
   * Salts of the log to which the frame belongs; frames of an earlier log remain behind the end.
   */
  readonly salts: string;
  readonly isCommit: boolean;
}

/** Yields the frames that SQLite will not read: those after the last valid frame. */
function* framesBehind(log: string, pageSize: number): Generator<Frame, void, undefined> {
  const descriptor = openSync(log, 'r');
  try {
    const header = Buffer.alloc(headerSize);
    if (readSync(descriptor, header, 0, headerSize, 0) < headerSize) return;
    const bigEndian = header.readUInt32BE(0) === magic + 1;
    let sums = addUp([0, 0], header.subarray(0, 24), bigEndian);
    const hasHeader = endsWith(header, 24, sums) && (header.readUInt32BE(0) & ~1) === magic;
    const headerSalts = header.toString('latin1', 16, 24);
    const frame = Buffer.alloc(frameHeaderSize + pageSize);
    let isSound = hasHeader;
    for (let at = headerSize; readSync(descriptor, frame, 0, frame.length, at) === frame.length;) {
      at += frame.length;
      const salts = frame.toString('latin1', 8, 16);
      const belongs = salts === headerSalts;
      if (isSound) {
        sums = addUp(sums, frame.subarray(0, 8), bigEndian);
        sums = addUp(sums, frame.subarray(frameHeaderSize), bigEndian);
        isSound = belongs && endsWith(frame, 16, sums);
      }
      if (isSound || (hasHeader && !belongs)) continue;
      yield { salts, isCommit: frame.readUInt32BE(4) !== 0 };
    }
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Counts the commits in the log that SQLite would drop although they had reached the disk. The
 * commit in progress during a power cut is not counted: every commit waits for the disk, so only
 * the last one can be torn. A log that has lost its end cannot be detected.
 */
export function countLostCommits(file: string, pageSize: number): number {
  const log = queueFiles.writeAheadLog(file);
  if (!existsSync(log)) return 0;
  const commits = new Map<string, number>();
  for (const { salts, isCommit } of framesBehind(log, pageSize)) {
    if (isCommit) commits.set(salts, (commits.get(salts) ?? 0) + 1);
  }
  const lost = Math.max(0, ...commits.values());
  return lost > 1 ? lost : 0;
}
