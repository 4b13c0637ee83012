import type { Settings } from '../../../shared/settings.ts';
import type { Clock } from '../ports/system.ts';
import { SourceWaits } from './source-waits.ts';

interface AdaptiveLimitOptions {
  readonly clock: Pick<Clock, 'monotonic'>;
  /** The limit before anything was measured. The limit falls no lower by itself. */
  readonly start: number;
  /** The factor of a step until the first step that brings nothing. */
  readonly growth: number;
}

/** A round lasts at least this long, in milliseconds: a shorter one is too inaccurate. */
const shortestRound = 100;
/**
 * A round of large bodies ends when bytes moved for this time, in milliseconds, even when too few
 * were completed: on a slow line a part takes a minute.
 */
const measuredTime = 2000;
/**
 * Before that time, in milliseconds: the system takes the first bytes of new connections before the
 * line does, and TCP's slow start gives the first seconds another rate (RFC 5681, 3.1).
 */
const warmUp = { first: 3000, later: 1000 } as const;
/** After a pause of so many milliseconds a new round begins. */
const longestGap = 2000;
/** A larger limit stays when the throughput is at least so many times the one before. */
const leastGain = 1.1;
/** A smaller limit stays when the throughput is at least this share of the one before. */
const leastShare = 0.95;
/** Rounds until another limit is tried again, because the network may have changed. */
const roundsUntilProbe = 20;
/** The same for rounds of seconds. */
const slowRoundsUntilProbe = 5;
const probe = 1.2;

/**
 * How many requests at once move the most, measured while they run. A line with a long delay needs
 * many, a slow line or a busy computer few.
 *
 * After each round the limit grows while the throughput of the round grew with it. A round ends when
 * as many requests were completed as may be on the way, or after some seconds in which bytes moved.
 * The first step that brings nothing is taken back, and from then on another limit is tried from
 * time to time: a smaller one after a larger one brought nothing, because a kill or a pause loses
 * what is on the way, and a larger one after a smaller one cost throughput. A round in which free
 * slots remained says nothing about the limit.
 */
export class AdaptiveLimit {
  readonly #options: AdaptiveLimitOptions;
  #value: number;
  #least: number;
  #most = Number.POSITIVE_INFINITY;
  #begunAt: number;
  #movedAt: number;
  #ended = 0;
  #work = 0;
  /** The part of the work that was done after the warm-up. */
  #lateWork = 0;
  #warmUp: number = warmUp.first;
  /** The limit and the throughput (work per millisecond) before the last step. */
  #before: { readonly value: number; readonly rate: number } | undefined;
  #roundsAtRest = 0;
  #isSettled = false;
  /** True when the next limit that is tried is smaller. */
  #triesSmaller = false;

  constructor(options: AdaptiveLimitOptions) {
    this.#options = options;
    this.#value = options.start;
    this.#least = options.start;
    this.#begunAt = options.clock.monotonic();
    this.#movedAt = this.#begunAt;
  }

  get value(): number {
    return Math.max(1, Math.min(Math.round(this.#value), this.#most));
  }

  /** What keeps the limit where it is; `undefined` while it still grows. */
  get limitedBy(): 'setting' | 'line' | undefined {
    if (this.value >= this.#most) return 'setting';
    return this.#isSettled ? 'line' : undefined;
  }

  /** Begins at another limit. Has no effect once the limit grew or was measured. */
  startAt(start: number): void {
    if (this.#isMeasured || this.#value > this.#least) return;
    this.#value = start;
    this.#least = start;
  }

  /** Grows by one up to `end`, before a limit was measured. */
  grow(end: number): void {
    if (!this.#isMeasured) this.#value = Math.max(this.#value, Math.min(end, this.#value + 1));
  }

  get #isMeasured(): boolean {
    return this.#before !== undefined || this.#isSettled;
  }

  /** The upper limit that a person set. */
  setMost(most: number): void {
    this.#most = most;
  }

  /**
   * Counts a completed request.
   *
   * @param work what it moved: the bytes that were not counted while they moved, plus what a request
   *   costs besides its bytes
   * @param isFull true when no slot was free: more requests were waiting
   */
  completed(work: number, isFull: boolean): void {
    const time = this.#count(work, isFull);
    if (time === undefined) return;
    this.#ended += 1;
    if (this.#ended < this.value || time < shortestRound) return;
    this.#judge(this.#work / time, roundsUntilProbe);
    this.#beginRound();
  }

  /**
   * Counts bytes of requests that are on the way.
   *
   * @param isFull as in `completed`
   */
  moved(bytes: number, isFull: boolean): void {
    const now = this.#options.clock.monotonic();
    const isContinued = now - this.#movedAt <= longestGap;
    this.#movedAt = now;
    const time = this.#count(bytes, isFull && isContinued);
    if (time === undefined || time < this.#warmUp + measuredTime) return;
    this.#judge(this.#lateWork / (time - this.#warmUp), slowRoundsUntilProbe);
    this.#beginRound();
  }

  /** @returns the milliseconds since the round began; `undefined` when a new one begins instead */
  #count(work: number, isContinued: boolean): number | undefined {
    if (!isContinued) {
      this.#beginRound();
      this.#warmUp = warmUp.first;
      return undefined;
    }
    const time = this.#options.clock.monotonic() - this.#begunAt;
    this.#work += work;
    if (time > this.#warmUp) this.#lateWork += work;
    return time;
  }

  #judge(rate: number, restingRounds: number): void {
    const before = this.#before;
    if (before !== undefined && !this.#keepsStep(before, rate)) return;
    if (this.#isSettled && before === undefined) {
      this.#roundsAtRest += 1;
      if (this.#roundsAtRest < restingRounds) return;
    }
    const { value } = this;
    const next = this.#triesSmaller
      ? Math.max(this.#least, Math.floor(value / probe))
      : Math.min(this.#most, Math.ceil(value * (this.#isSettled ? probe : this.#options.growth)));
    if (next === value) {
      this.#settle(!this.#triesSmaller);
      return;
    }
    this.#before = { value, rate };
    this.#roundsAtRest = 0;
    this.#value = next;
  }

  /**
   * Takes the last step back when it brought nothing, or cost throughput, and settles unless it was a
   * larger limit that brought something.
   *
   * @returns true when a further step may follow
   */
  #keepsStep(before: { readonly value: number; readonly rate: number }, rate: number): boolean {
    const isLarger = this.value > before.value;
    const isKept = rate >= before.rate * (isLarger ? leastGain : leastShare);
    if (!isKept) this.#value = before.value;
    if (isLarger && isKept) return true;
    this.#settle(isLarger || isKept);
    return false;
  }

  #settle(triesSmaller: boolean): void {
    this.#before = undefined;
    this.#isSettled = true;
    this.#triesSmaller = triesSmaller;
    this.#roundsAtRest = 0;
  }

  #beginRound(): void {
    this.#begunAt = this.#options.clock.monotonic();
    this.#ended = 0;
    this.#work = 0;
    this.#lateWork = 0;
    this.#warmUp = warmUp.later;
  }
}

/** A small file costs as much as so many bytes besides its own. */
const costOfRequest = 16 * 1024;
/** Parts that are on the way at a kill or a pause are sent again: so many bytes at the start. */
const bytesAtStart = 32 * 1024 * 1024;
const partsAtStart = { fewest: 8, most: 16, mostFar: 32 } as const;
/**
 * A response that takes so many milliseconds comes from afar, the opening of a connection included:
 * TCP's slow start and lost packets then leave each connection little.
 */
const far = 150;
/** The system buffers up to 6 MiB of a body: only a larger one shows what the line takes. */
const shownBySize = 8 * 1024 * 1024;
/** A part that left this computer in so many milliseconds then idles while OSS responds. */
const takenFast = 1000;

/** The requests that may be in flight in each lane, within the limits of the settings. */
export class AdaptiveLimits {
  readonly #small: AdaptiveLimit;
  readonly #parts: AdaptiveLimit;
  readonly #sourceWaits: SourceWaits;

  constructor(settings: Settings, clock: Pick<Clock, 'monotonic'>) {
    this.#sourceWaits = new SourceWaits(clock);
    this.#small = new AdaptiveLimit({ clock, start: 16, growth: 2 });
    this.#parts = new AdaptiveLimit({ clock, start: partsAtStart.most, growth: 1.5 });
    this.applySettings(settings);
  }

  get smallFiles(): number {
    return this.#small.value;
  }

  get parts(): number {
    return this.#parts.value;
  }

  /** As `AdaptiveLimit.limitedBy`, of a lane. */
  limitedBy(lane: 'smallFiles' | 'parts'): 'setting' | 'line' | undefined {
    return (lane === 'parts' ? this.#parts : this.#small).limitedBy;
  }

  /** True while parts wait for bytes of their files more than for anything else. */
  get waitsForSource(): boolean {
    return this.#sourceWaits.isLimit;
  }

  /** As `SourceWaits.waited`. */
  waitedForSource(milliseconds: number): void {
    this.#sourceWaits.waited(milliseconds);
  }

  applySettings({ smallFilesAtOnce, partsAtOnce }: Settings): void {
    this.#small.setMost(smallFilesAtOnce);
    this.#parts.setMost(partsAtOnce);
  }

  /**
   * An upload begins to send parts of this size, in bytes.
   *
   * @param responseTime milliseconds of the request that opened the upload
   * @returns true when the limit of the parts changed
   */
  beginsParts(partSize: number, responseTime: number): boolean {
    const before = this.parts;
    this.#sourceWaits.begin();
    const { fewest } = partsAtStart;
    const most = responseTime >= far ? partsAtStart.mostFar : partsAtStart.most;
    this.#parts.startAt(Math.max(fewest, Math.min(most, Math.floor(bytesAtStart / partSize))));
    return this.parts !== before;
  }

  /**
   * Counts a small file that OSS accepted.
   *
   * @param isFull true when the lane had no free slot
   * @returns true when the limit of the lane changed
   */
  sentSmallFile(bytes: number, isFull: boolean): boolean {
    const before = this.smallFiles;
    this.#small.completed(bytes + costOfRequest, isFull);
    return this.smallFiles !== before;
  }

  /**
   * The system took the last byte of a part whose response is missing. A connection that idles so
   * makes room for one more at the start, before a response shows what the line carries.
   *
   * @param milliseconds since the part began
   * @param isFull as in `sentSmallFile`
   * @returns true when the limit of the parts changed
   */
  tookPart(bytes: number, milliseconds: number, isFull: boolean): boolean {
    const before = this.parts;
    const idles = bytes >= shownBySize && milliseconds <= takenFast;
    if (idles && isFull) this.#parts.grow(partsAtStart.most);
    return this.parts !== before;
  }

  /**
   * Counts a part that OSS accepted; `movedOfParts` counted its bytes.
   *
   * @param isFull as in `sentSmallFile`
   * @returns true when the limit of the parts changed
   */
  sentPart(isFull: boolean): boolean {
    const before = this.parts;
    this.#parts.completed(costOfRequest, isFull && !this.waitsForSource);
    return this.parts !== before;
  }

  /**
   * Counts bytes of parts that are on the way.
   *
   * @param isFull as in `sentSmallFile`
   * @param onTheWay how many parts are
   * @returns true when the limit of the parts changed
   */
  movedOfParts(bytes: number, isFull: boolean, onTheWay: number): boolean {
    const before = this.parts;
    this.#sourceWaits.count(onTheWay);
    this.#parts.moved(bytes, isFull && !this.waitsForSource);
    return this.parts !== before;
  }
}
