import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiskReserve, reserveSize } from '../../../../main/store/database/queue-files.ts';

let folder = '';
let file = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ferry-reserve-'));
  file = path.join(folder, 'queue.db.reserve');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a reserve', () => {
  it('really takes the room of the disk', () => {
    const reserve = new DiskReserve(file);
    expect(reserve.held).toBe(false);
    expect(reserve.take()).toBe(true);
    expect(reserve.held).toBe(true);
    expect(statSync(file).blocks * 512).toBeGreaterThanOrEqual(reserveSize);
    // Noise, which no file system can store in less.
    expect(new Set(readFileSync(file).subarray(0, 4096)).size).toBeGreaterThan(200);
  });

  it('is given up once', () => {
    const reserve = new DiskReserve(file);
    reserve.take();
    expect(reserve.release()).toBe(true);
    expect(reserve.release()).toBe(false);
    expect(reserve.held).toBe(false);
  });

  it('that was cut short is none, and is made whole', () => {
    writeFileSync(file, 'half');
    const reserve = new DiskReserve(file);
    expect(reserve.release()).toBe(false);
    writeFileSync(file, 'half');
    expect(reserve.take()).toBe(true);
    expect(statSync(file).size).toBe(reserveSize);
  });

  it('cannot be taken where nothing can be written', () => {
    const nowhere = new DiskReserve(path.join(folder, 'missing', 'queue.db.reserve'));
    expect(nowhere.take()).toBe(false);
    expect(nowhere.held).toBe(false);
  });
});
