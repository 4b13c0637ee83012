import type { ByteRange, RequestContext } from '../../../main/engine/ports/object-store.ts';
import { ossErrorCode } from '../../../main/oss/responses/judge-response.ts';
import { combineServerCrc64 } from '../../../sandbox/rules/crc64-combine.ts';
import { OssError } from '../../../sandbox/rules/oss-error.ts';
import { TransferError, type ErrorRecord } from '../../../shared/errors.ts';
import { ossLimits } from '../../../shared/upload/oss-limits.ts';
import type { FileContent } from '../files/file-content.ts';
import { SimulatedHandle } from '../ports/simulated-handle.ts';
import { granuleSize } from '../world/crc-algebra.ts';
import type { Life } from '../world/life.ts';
import type { World } from '../world/world.ts';
import type { Fate } from './network.ts';
import type { Content } from './oss-model.ts';

export interface ExchangeOptions<T> {
  readonly what: string;
  readonly context: RequestContext;
  readonly range?: ByteRange | undefined;
  readonly fate: Fate;
  /** What OSS does when the whole request is there. Throws OssError. */
  readonly effect: (sent: Content) => T;
  readonly onAnswer?: (error: ErrorRecord | undefined) => void;
}

const nothing: Content = { size: 0, crc64: 0n };

/** One request on its way: body read, sent, its effect, its answer; or cut off somewhere between. */
export class Exchange<T> {
  readonly #world: World;
  readonly #life: Life;
  readonly #options: ExchangeOptions<T>;
  readonly #settle = Promise.withResolvers<T>();
  readonly #onClosed: (exchange: Exchange<T>) => void;
  /** By the server's clock: a request that was held up by a sleep arrives with an old signature. */
  readonly #signedAt: number;
  #closed = false;
  #sent: Content | undefined;
  #arrived = false;
  #stalledAt: number | undefined;

  constructor(
    world: World,
    options: ExchangeOptions<T>,
    onClosed: (exchange: Exchange<T>) => void,
  ) {
    this.#world = world;
    this.#life = world.life;
    this.#signedAt = world.time.server;
    this.#options = options;
    this.#onClosed = onClosed;
    options.context.signal.addEventListener('abort', this.#onAbort, { once: true });
    this.#begin();
  }

  get answer(): Promise<T> {
    return this.#settle.promise;
  }

  /** Milliseconds since nothing moves any more; negative while something may. */
  get stalledFor(): number {
    return this.#stalledAt === undefined ? -1 : this.#world.time.monotonic - this.#stalledAt;
  }

  /** The socket is destroyed. What has left the computer may still arrive. */
  cut(error: unknown): void {
    if (this.#closed) return;
    const { random, faults } = this.#world;
    if (this.#mayArrive() && random.chance(0.5)) {
      const late = faults.strikes('part-lands-late');
      this.#world.time.after(random.next() * (late ? 20_000 : 200), () => {
        this.#arrive();
      });
    }
    this.#close();
    if (this.#life.alive) this.#settle.reject(error);
  }

  #mayArrive(): boolean {
    const { fate } = this.#options;
    if (this.#sent === undefined || this.#arrived) return false;
    return fate.kind === 'stalls' ? fate.arrives : fate.kind !== 'refused';
  }

  readonly #onAbort = (): void => {
    this.cut(this.#options.context.signal.reason);
  };

  #begin(): void {
    const { fate, range } = this.#options;
    const { random } = this.#world;
    const bytes = range === undefined ? 0 : range.end - range.start;
    const duration = 10 + random.next() * 150 + (random.next() * bytes) / 100;
    if (fate.kind === 'stopped') {
      this.#later(duration * fate.at, () => {
        if (bytes > 0 && fate.at > 0) this.#progress(Math.floor(bytes * fate.at * random.next()));
        this.#fail(fate.error);
      });
      return;
    }
    const cut = this.#middle(random.next());
    const [start, end] = [range?.start ?? 0, range?.end ?? 0];
    let before: FileContent | undefined;
    this.#later(duration * 0.3, () => {
      before = this.#content();
      this.#progress(cut - start);
    });
    this.#later(duration * (0.3 + random.next() * 0.5), () => {
      // The file may have been written to while it was read.
      const torn = before !== this.#content();
      const first = torn ? (before?.crc64(start, cut) ?? 0n) : 0n;
      const rest = this.#read(torn ? cut : start, end);
      if (rest === undefined) return;
      this.#sent = torn
        ? { size: cut - start + rest.size, crc64: combineServerCrc64(first, rest.crc64, rest.size) }
        : rest;
      this.#progress(end - cut);
      this.#go(duration);
    });
  }

  /** The request has left the computer. */
  #go(duration: number): void {
    const { fate, context } = this.#options;
    const { random } = this.#world;
    if (fate.kind === 'stalls') {
      this.#stalledAt = this.#world.time.monotonic;
      if (fate.arrives) this.#later(duration * random.next(), () => void this.#arrive());
      this.#later(context.idleTimeout, () => {
        this.#fail({ code: 'no-progress' });
      });
      return;
    }
    this.#later(duration * random.next(), () => {
      const outcome = fate.kind === 'refused' ? fate.error : this.#arrive();
      this.#later(duration * random.next(), () => {
        if (fate.kind === 'answer-lost') this.#fail(fate.error);
        else if (outcome !== undefined && 'code' in outcome) this.#fail(outcome);
        else if (outcome !== undefined) this.#succeed(outcome.value);
      });
    });
  }

  /** The effect, once. */
  #arrive(): ErrorRecord | { readonly value: T } | undefined {
    if (this.#arrived) return undefined;
    this.#arrived = true;
    try {
      if (this.#world.time.server - this.#signedAt > ossLimits.maxClockSkew) {
        throw new OssError('RequestTimeTooSkewed');
      }
      const value = this.#options.effect(this.#sent ?? nothing);
      this.#world.step(`${this.#options.what}: done`);
      return { value };
    } catch (thrown) {
      if (!(thrown instanceof OssError)) throw thrown;
      this.#world.note(`${this.#options.what}: ${thrown.code}`);
      return { code: ossErrorCode(thrown.code, '', thrown.status), ossCode: thrown.code };
    }
  }

  #content(): FileContent | undefined {
    return this.#handle()?.file.content;
  }

  /** A range; `undefined` when it cannot be read and the request has failed with that. */
  #read(start: number, end: number): Content | undefined {
    const handle = this.#handle();
    if (handle === undefined) return nothing;
    try {
      return handle.read(start, end);
    } catch (thrown) {
      if (!(thrown instanceof TransferError)) throw thrown;
      this.#fail(thrown.record);
      return undefined;
    }
  }

  #handle(): SimulatedHandle | undefined {
    const source = this.#options.range?.source;
    if (source === undefined || source instanceof SimulatedHandle) return source;
    throw new Error('This is no simulated file');
  }

  /** Where other events interrupt a read. */
  #middle(share: number): number {
    const { range } = this.#options;
    if (range === undefined) return 0;
    const granules = Math.floor(((range.end - range.start) * share) / granuleSize);
    return range.start + granules * granuleSize;
  }

  #progress(bytes: number): void {
    if (bytes > 0) this.#options.context.onBytes?.(bytes);
  }

  #later(milliseconds: number, run: () => void): void {
    this.#life.after(milliseconds, () => {
      if (!this.#closed) run();
    });
  }

  #succeed(value: T): void {
    this.#world.step(`${this.#options.what}: answered`);
    this.#close();
    if (!this.#life.alive) return;
    this.#options.onAnswer?.(undefined);
    this.#settle.resolve(value);
  }

  #fail(error: ErrorRecord): void {
    this.#world.step(`${this.#options.what}: ${error.code}`);
    this.#close();
    if (!this.#life.alive) return;
    this.#options.onAnswer?.(error);
    this.#settle.reject(new TransferError(error));
  }

  #close(): void {
    this.#closed = true;
    this.#options.context.signal.removeEventListener('abort', this.#onAbort);
    this.#onClosed(this);
  }
}
