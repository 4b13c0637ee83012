import { describe, expect, it } from 'vitest';
import { responseTimeout } from '../../../../main/transfer/connection/exchange.ts';

const MiB = 1024 * 1024;

describe('the timeout for a response', () => {
  it('is the idle timeout without a body', () => {
    expect(responseTimeout(30_000, 0, 12_345)).toBe(30_000);
  });

  it('grows by the time that full buffers need at the speed seen', () => {
    expect(responseTimeout(30_000, 12 * MiB, 200_000)).toBe(30_000 + 100_000);
  });

  it('grows by no more than the whole body took', () => {
    expect(responseTimeout(30_000, MiB, 20_000)).toBe(50_000);
  });

  it('waits for a body that a proxy on this computer took at once and sends slowly', () => {
    expect(responseTimeout(30_000, 3 * MiB, 5)).toBe(30_000 + 49_152);
    expect(responseTimeout(30_000, 8 * MiB, 5)).toBe(90_000);
  });

  it('hardly grows for a small file', () => {
    expect(responseTimeout(30_000, 16 * 1024, 1)).toBe(30_256);
  });
});
