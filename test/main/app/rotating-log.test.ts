import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRotatingLog } from '../../../main/app/rotating-log.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'ferry-log-'));
});
afterAll(() => rm(root, { recursive: true }));

const now = () => Date.UTC(2026, 0, 2);
const lines = async (folder: string, name: string) =>
  (await readFile(join(folder, name), 'utf8')).trimEnd().split('\n');

describe('the log', () => {
  it('has a line for each entry, in order, also after a restart', async () => {
    const folder = join(root, 'plain', 'logs');
    for (const transferId of [1, 2]) {
      const log = createRotatingLog({ file: join(folder, 'ferry.log'), now });
      log.write('info', { event: 'transfer-started', transferId });
      log.write('warning', { event: 'transfer-waits', transferId });
      await log.flush();
    }
    const written = (await lines(folder, 'ferry.log')).map((line) => JSON.parse(line) as object);
    expect(written).toEqual(
      [1, 2].flatMap((transferId) => [
        { time: '2026-01-02T00:00:00.000Z', level: 'info', event: 'transfer-started', transferId },
        { time: '2026-01-02T00:00:00.000Z', level: 'warning', event: 'transfer-waits', transferId },
      ]),
    );
  });

  it('stays small: the oldest lines go', async () => {
    const folder = join(root, 'small');
    const log = createRotatingLog({
      file: join(folder, 'ferry.log'),
      now,
      mostBytes: 200,
      olderFiles: 2,
    });
    for (let count = 1; count <= 40; count += 1) {
      log.write('info', { event: 'part-repeated', count });
      await log.flush();
    }
    expect((await readdir(folder)).sort()).toEqual(['ferry.1.log', 'ferry.2.log', 'ferry.log']);
    expect((await lines(folder, 'ferry.log')).at(-1)).toContain('"count":40');
    const kept = await Promise.all(
      ['ferry.2.log', 'ferry.1.log', 'ferry.log'].map((name) => lines(folder, name)),
    );
    const counts = kept.flat().map((line) => (JSON.parse(line) as { count: number }).count);
    expect(counts).toEqual(counts.map((_count, index) => 41 - counts.length + index));
    expect(counts.length).toBeLessThan(20);
  });

  it('ignores a file that cannot be written', async () => {
    const file = join(root, 'a file');
    await writeFile(file, '');
    const log = createRotatingLog({ file: join(file, 'ferry.log'), now });
    log.write('error', { event: 'transfer-failed' });
    await expect(log.flush()).resolves.toBeUndefined();
  });
});
