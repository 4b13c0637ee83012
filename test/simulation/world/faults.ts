import type { SeededRandom } from './seeded-random.ts';

/**
 * Faults that a seed can draw, each with the row of the fault catalogue it stands for
 * (docs/reliability.md). Most strike single calls at a rate; the others are things that happen
 * (see ../actions.ts) and are only counted here.
 */
export const faultRows = {
  'link-drops': 1,
  'zero-progress': 2,
  'server-error': 3,
  'server-busy': 4,
  'clock-skewed': 5,
  'token-expires': 6,
  'access-denied': 7,
  'head-denied': 7,
  'list-denied': 7,
  'keys-rejected': 8,
  'network-down': 9,
  'proxy-password': 10,
  'captive-portal': 11,
  'certificate-rejected': 12,
  'redirect-refused': 13,
  'part-answer-lost': 14,
  'complete-answer-lost': 15,
  'initiate-answer-lost': 16,
  'put-answer-lost': 15,
  'upload-vanishes': 17,
  'etag-missing': 18,
  'etag-changed': 18,
  'part-vanishes': 19,
  'byte-flipped': 20,
  'object-differs': 20,
  'crc-absent': 21,
  'object-appears': 22,
  'same-file-added': 22,
  'file-edited': 23,
  'file-touched': 23,
  'file-replaced': 23,
  'file-truncated': 23,
  'file-grown': 23,
  'file-deleted': 24,
  'file-locked': 25,
  'file-unreadable': 26,
  'disk-gone': 27,
  'link-in-folder': 28,
  'device-in-folder': 29,
  'odd-name': 30,
  'slash-first': 31,
  'dot-segment': 32,
  'key-too-long': 32,
  'key-collision': 33,
  'name-not-text': 34,
  'empty-file': 35,
  'folder-marker': 35,
  'size-refused': 36,
  'disk-full': 37,
  'computer-sleeps': 41,
  'clock-jumps': 42,
  kill: 44,
  'power-cut': 45,
  restart: 46,
  'part-lands-late': 53,
  'network-changes': 54,
  'put-flipped': 55,
  'put-stored-damaged': 55,
  'put-answer-flipped': 55,
  'head-crc-absent': 56,
  'roots-overlap': 58,
  'complete-answer-flipped': 82,
  'head-answer-flipped': 82,
  // Only counted: what people do while a folder is scanned.
  'scan-paused': 63,
  'bad-sector': 64,
} as const;

export type FaultName = keyof typeof faultRows;

/** What a seed draws in ways of their own, so that older seeds mean what they meant. */
const undrawn: readonly FaultName[] = ['scan-paused', 'bad-sector'];

/** What a seed draws from, in the order in which it draws. */
export const drawnFaults = (Object.keys(faultRows) as FaultName[]).filter(
  (name) => !undrawn.includes(name),
);

export const faultNames = Object.keys(faultRows) as readonly FaultName[];

/** The faults of one run: what may strike, how often, and how often it did. */
export class Faults {
  readonly #rates: ReadonlyMap<FaultName, number>;
  readonly #random: SeededRandom;
  readonly #fired = new Map<FaultName, number>();
  #calm = false;

  constructor(rates: ReadonlyMap<FaultName, number>, random: SeededRandom) {
    this.#rates = rates;
    this.#random = random;
  }

  get fired(): ReadonlyMap<FaultName, number> {
    return this.#fired;
  }

  /** Nothing strikes any more. */
  end(): void {
    this.#calm = true;
  }

  /** Whether this run has the fault at all. */
  has(name: FaultName): boolean {
    return !this.#calm && (this.#rates.get(name) ?? 0) > 0;
  }

  /** Draws whether the fault strikes here and now, and counts it when it does. */
  strikes(name: FaultName): boolean {
    const rate = this.#calm ? 0 : (this.#rates.get(name) ?? 0);
    if (rate === 0 || !this.#random.chance(rate)) return false;
    this.count(name);
    return true;
  }

  count(name: FaultName): void {
    this.#fired.set(name, (this.#fired.get(name) ?? 0) + 1);
  }
}
