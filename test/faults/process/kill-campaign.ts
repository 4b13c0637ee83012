import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { OperationName } from '../../../sandbox/rules/operation.ts';
import { startSandbox, type Sandbox } from '../../../sandbox/server.ts';
import {
  startDriver,
  type DriverProcess,
  type DriverResult,
} from '../../helpers/driver/driver-process.ts';
import { KiB, partSize } from '../../helpers/quick-settings.ts';
import { seededChance, type Chance } from '../../helpers/seeded-chance.ts';
import { noise } from '../../helpers/source-content.ts';

export const partsAtOnce = 4;
export const smallFilesAtOnce = 4;

const settings = {
  partSize,
  multipartThreshold: partSize,
  partsAtOnce,
  smallFilesAtOnce,
  jobsAtOnce: 3,
};

/** One process of Ferry, from its start to its end. */
export interface Life extends DriverResult {
  /** How many requests the server had seen when it began, and when it had ended. */
  readonly from: number;
  readonly to: number;
}

/** A folder that was sent by processes that were killed, one after the other, until one got through. */
export interface Campaign {
  readonly sandbox: Sandbox;
  /** What was to be sent, by object key. */
  readonly files: ReadonlyMap<string, Buffer>;
  readonly lives: readonly Life[];
  readonly kills: number;
}

/** Ten files of 1 to 3 MB and a hundred tiny ones. */
function makeFiles(folder: string, chance: Chance): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const sizes = [
    ...Array.from({ length: 10 }, () => chance(1000 * KiB, 3000 * KiB)),
    ...Array.from({ length: 100 }, () => chance(0, 2 * KiB)),
  ];
  for (const [index, size] of sizes.entries()) {
    const content = noise(size, `${index}`);
    writeFileSync(path.join(folder, `${index}.bin`), content);
    files.set(`source/${index}.bin`, content);
  }
  return files;
}

const withEffect: readonly OperationName[] = [
  'UploadPart',
  'UploadPart',
  'PutObject',
  'InitiateMultipartUpload',
  'CompleteMultipartUpload',
];

/** A moment that the server or the process itself marks; no clock has a say in it. */
async function randomMoment(sandbox: Sandbox, child: DriverProcess, chance: Chance): Promise<void> {
  const { faults, journal } = sandbox;
  const kind = chance(1, 3);
  if (kind === 1) {
    // A request has arrived, and nothing has been done about it.
    const after = chance(0, 24);
    await faults.add({ when: {}, after, fault: { kind: 'hold' } }).nextFired();
  } else if (kind === 2) {
    // A request has had its effect, and the process has not heard of it.
    const operation = withEffect[chance(0, withEffect.length - 1)] ?? 'UploadPart';
    const after = operation === 'UploadPart' ? chance(0, 16) : chance(0, 2);
    const when = { operation };
    await faults.add({ when, after, fault: { kind: 'hold', point: 'response' } }).nextFired();
    await journal.until((entries) =>
      entries.some(({ faults: met, applied }) => met.includes('hold') && applied),
    );
  } else {
    // The process has just said that something is on its disk.
    await child.said(['added', 'upload', 'part', 'done'], chance(1, 24));
  }
}

/** @param most how often a process is killed at most; the last one is left alone */
export async function runCampaign(seed: number, most: number): Promise<Campaign> {
  const chance = seededChance(seed);
  const folder = mkdtempSync(path.join(tmpdir(), 'ferry-kills-'));
  const source = path.join(folder, 'source');
  mkdirSync(source);
  const files = makeFiles(source, chance);
  const sandbox = await startSandbox({ dataDirectory: path.join(folder, 'server') });
  onTestFinished(async () => {
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const databaseFile = path.join(folder, 'queue.db');
  const lives: Life[] = [];
  for (;;) {
    const from = sandbox.journal.entries.length;
    const child = startDriver({ sandbox, databaseFile, roots: [source], settings });
    if (lives.length < most) {
      await Promise.race([randomMoment(sandbox, child, chance), child.ended]);
      void child.kill();
    }
    const result = await child.ended;
    sandbox.faults.clear();
    await sandbox.journal.idle();
    lives.push({ ...result, from, to: sandbox.journal.entries.length });
    if (result.signal === null) break;
  }
  return { sandbox, files, lives, kills: lives.length - 1 };
}
