import { describe, expect, it } from 'vitest';
import { AdaptivePartSize } from '../../../../main/engine/limits/adaptive-part-size.ts';

const MiB = 1024 * 1024;
const usual = 8 * MiB;
const hugeFile = 100_000 * MiB;

function sizeAfter(act: (size: AdaptivePartSize) => void, file = hugeFile): number {
  const size = new AdaptivePartSize();
  act(size);
  return size.for(usual, file) / MiB;
}

const send = (size: AdaptivePartSize, parts: number, bytes: number, milliseconds: number): void => {
  for (let part = 0; part < parts; part += 1) size.sent(bytes, milliseconds);
};

describe('a part size that adapts', () => {
  it('doubles after eight fast parts of its size, up to 32 MiB', () => {
    expect(sizeAfter((size) => send(size, 7, usual, 500))).toBe(8);
    expect(sizeAfter((size) => send(size, 8, usual, 500))).toBe(16);
    // Parts of the former size prove nothing about the new one.
    expect(sizeAfter((size) => send(size, 100, usual, 500))).toBe(16);
    expect(sizeAfter((size) => send(size, 100, 64 * MiB, 500))).toBe(32);
  });

  it('stays while parts take their time', () => {
    expect(sizeAfter((size) => send(size, 100, usual, 1001))).toBe(8);
    const mixed = sizeAfter((size) => {
      send(size, 7, usual, 500);
      send(size, 1, usual, 5000);
      send(size, 7, usual, 500);
    });
    expect(mixed).toBe(8);
  });

  it('halves when parts of its size time out, once for all that were on the way', () => {
    const timeOut = (size: AdaptivePartSize, bytes: number): void => {
      for (let part = 0; part < 12; part += 1) size.timedOut(bytes);
    };
    expect(sizeAfter((size) => timeOut(size, usual))).toBe(4);
    expect(sizeAfter((size) => size.timedOut(3 * MiB))).toBe(8);
    const again = sizeAfter((size) => {
      for (const bytes of [8, 4, 2, 1, 1]) timeOut(size, bytes * MiB);
    });
    expect(again).toBe(1);
  });

  it('grows again after a line recovered', () => {
    const recovered = sizeAfter((size) => {
      size.timedOut(usual);
      send(size, 8, 4 * MiB, 500);
    });
    expect(recovered).toBe(8);
  });

  it('takes growth back when parts become slow, and no more than that', () => {
    const slow = sizeAfter((size) => {
      send(size, 8, usual, 500);
      send(size, 1, 16 * MiB, 30_001);
      send(size, 1, 8 * MiB, 30_001);
    });
    expect(slow).toBe(8);
  });

  it('leaves a file enough parts for all connections', () => {
    const grow = (size: AdaptivePartSize): void => send(size, 100, 64 * MiB, 500);
    expect(sizeAfter(grow, 256 * MiB)).toBe(8);
    expect(sizeAfter(grow, 100 * MiB)).toBe(4);
    expect(sizeAfter(grow, 33 * MiB)).toBe(2);
    expect(sizeAfter(grow, 9 * MiB)).toBe(1);
    expect(sizeAfter(grow, 1024 * MiB)).toBe(16);
    expect(sizeAfter(grow, 2048 * MiB)).toBe(32);
  });

  it('leaves every other size of the settings alone', () => {
    const size = new AdaptivePartSize();
    size.timedOut(usual);
    expect(size.for(20 * MiB, hugeFile)).toBe(20 * MiB);
  });
});
