import type { BandwidthQueue } from '../bandwidth.ts';
import type { OutgoingRequest } from '../connection/outgoing-request.ts';
import { emptyCrc64 } from './crc64.ts';
import type { MemorySlot, SlotPool } from './slot-pool.ts';
import { readFully, readFullySync } from './sum-range.ts';
import type { SyncReads } from '../source/sync-reads.ts';
import type { FileRange, TransportBody } from '../transport.ts';

/** The resources that all requests of one worker share. */
export interface SenderResources {
  readonly slots: SlotPool;
  readonly syncReads: SyncReads;
  readonly bandwidth: BandwidthQueue;
}

/**
 * Milliseconds that one write should take on a slow connection. Bytes count as moved when the system
 * took all of a write, so that a longer one would look like a dead connection.
 */
const slowWrite = 250;
const smallestWrite = 4096;

/** One slot is written while the next slot is read. */
const mostSlots = 2;

/**
 * Sends one body: reads a slot, sums its bytes in place, and passes the same bytes to the socket.
 */
export class BodySender {
  readonly #resources: SenderResources;
  /** Begins the request; called once, when the first bytes are ready. */
  readonly #open: () => OutgoingRequest;
  readonly #onTaken: () => void;
  readonly #held = new Set<MemorySlot>();
  #request: OutgoingRequest | undefined;
  #halted = false;
  #crc = emptyCrc64;
  #moved = 0;
  #waitedForSource = 0;
  /** Bytes of the body that the system has not taken yet. */
  #left = 0;
  #goOn: (() => void) | undefined;
  #sending: Promise<boolean> = Promise.resolve(false);
  #reading: Promise<void> = Promise.resolve();
  #firstWrite = 0;
  #movedAt = 0;
  #writeSize = Infinity;

  /** True while the sender waits for this computer and not for the network. */
  isWaiting = false;

  /** @param onTaken called when the system took the last byte of the body */
  constructor(
    resources: SenderResources,
    open: () => OutgoingRequest,
    onTaken: () => void = () => undefined,
  ) {
    this.#resources = resources;
    this.#open = open;
    this.#onTaken = onTaken;
  }

  /** CRC-64 of all bytes read so far. */
  get crc(): bigint {
    return this.#crc;
  }

  /** Milliseconds since the first bytes were handed to the socket. */
  get sendingTime(): number {
    return performance.now() - this.#firstWrite;
  }

  /** Milliseconds since the request was opened, or the socket accepted bytes. */
  get stillFor(): number {
    return performance.now() - this.#movedAt;
  }

  /** Bytes that the socket accepted since the last call. */
  takeMoved(): number {
    const moved = this.#moved;
    this.#moved = 0;
    return moved;
  }

  /** Milliseconds since the last call in which the socket had all bytes and the next were read. */
  takeWaited(): number {
    const waited = this.#waitedForSource;
    this.#waitedForSource = 0;
    return waited;
  }

  /** Stops sending. A read or write in progress still finishes. */
  halt(): void {
    this.#halted = true;
    this.#goOn?.();
  }

  /** Resolves when no read is in progress; after `halt` no further read starts. */
  async whenUnread(): Promise<void> {
    await this.#reading.catch(() => undefined);
  }

  /** Returns all slots to the pool, once the socket cannot read them any more. */
  releaseAll(): void {
    for (const slot of this.#held) this.#release(slot);
  }

  /**
   * Sends the body and ends the request. Resolves with true when the whole body was handed to the
   * socket.
   *
   * @throws FailureError `short-read` or `read-failed`; every error of opening the request.
   */
  send(body: TransportBody): Promise<boolean> {
    if (body.kind === 'file') this.#left = body.end - body.start;
    this.#sending = this.#sendWhole(body);
    return this.#sending;
  }

  /** Resolves when `send` ends, whether it succeeded or not. */
  async whenDone(): Promise<boolean> {
    return await this.#sending.catch(() => false);
  }

  async #sendWhole(body: TransportBody): Promise<boolean> {
    if (body.kind === 'file' && !(await this.#sendKept(body))) await this.#sendRange(body);
    if (body.kind === 'bytes') await this.#write(asBuffer(body.bytes), () => undefined);
    if (!this.#halted) this.begin().end();
    return !this.#halted;
  }

  /** Sends a range from memory. @returns false when the worker no longer keeps its bytes */
  async #sendKept({ kept, start, end }: TransportBody & { kind: 'file' }): Promise<boolean> {
    const slot = kept === undefined ? undefined : this.#resources.slots.takeKept(kept.id);
    if (slot === undefined) return false;
    this.#held.add(slot);
    await this.#writeSlot(slot, end - start);
    return true;
  }

  async #sendRange({ descriptor, start, end }: FileRange): Promise<void> {
    const { syncReads } = this.#resources;
    const device = syncReads.deviceOf(descriptor);
    let position = start;
    while (position < end) {
      const slot = await this.#takeSlot();
      if (slot === undefined) return;
      const bytes = slot.bytes.subarray(0, Math.min(slot.bytes.length, end - position));
      const begunAt = performance.now();
      if (syncReads.nextInPool(device)) {
        this.#reading = readFully(descriptor, bytes, position);
        await this.#reading;
      } else {
        syncReads.sync(() => readFullySync(descriptor, bytes, position));
      }
      if (this.#halted) return;
      this.#countWait(begunAt);
      position += bytes.length;
      await this.#writeSlot(slot, bytes.length);
    }
  }

  /** Counts a read, unless the socket still has bytes of another slot to take. */
  #countWait(begunAt: number): void {
    if (this.#held.size > 1) return;
    this.#waitedForSource += performance.now() - Math.max(begunAt, this.#movedAt);
  }

  async #writeSlot(slot: MemorySlot, length: number): Promise<void> {
    this.#crc = this.#resources.slots.memory.sum(this.#crc, slot.start, slot.start + length);
    await this.#write(slot.bytes.subarray(0, length), () => this.#release(slot));
  }

  /** Opens the request, once. */
  begin(): OutgoingRequest {
    if (this.#request === undefined) {
      this.#request = this.#open();
      this.#firstWrite = performance.now();
      this.#movedAt = this.#firstWrite;
    }
    return this.#request;
  }

  async #takeSlot(): Promise<MemorySlot | undefined> {
    while (!this.#halted && !this.#mayReadAhead()) {
      await new Promise<void>((resolve) => (this.#goOn = resolve));
    }
    if (this.#halted) return undefined;
    const isOver = (): boolean => this.#halted;
    this.isWaiting = true;
    const taken = this.#resources.slots.take(isOver);
    const slot = taken instanceof Promise ? await taken : taken;
    this.isWaiting = false;
    if (slot === undefined) return undefined;
    this.#held.add(slot);
    if (!isOver()) return slot;
    this.#release(slot);
    return undefined;
  }

  #mayReadAhead(): boolean {
    return this.#held.size === 0 || (this.#held.size < mostSlots && this.#resources.slots.isPlenty);
  }

  async #write(bytes: Buffer, whenWritten: () => void): Promise<void> {
    for (let offset = 0; offset < bytes.length;) {
      const left = bytes.length - offset;
      const size = Math.min(left, this.#writeSize);
      const granted = await this.#takeBandwidth(size);
      if (this.#halted) return;
      const piece = bytes.subarray(offset, offset + granted);
      offset += granted;
      const isLast = offset === bytes.length;
      const written = this.#writePiece(piece, isLast ? whenWritten : undefined);
      if (size < left) await written;
    }
  }

  /** Resolves when the system took the piece, or the sender was halted. */
  #writePiece(piece: Buffer, whenWritten?: () => void): Promise<void> {
    const request = this.begin();
    const begunAt = performance.now();
    return new Promise((resolve) => {
      this.#goOn = resolve;
      request.write(piece, (error) => {
        resolve();
        if (error) return;
        this.#moved += piece.length;
        this.#movedAt = performance.now();
        this.#left -= piece.length;
        if (this.#left === 0) this.#onTaken();
        const rate = piece.length / Math.max(1, this.#movedAt - begunAt);
        this.#writeSize = Math.max(smallestWrite, Math.floor(rate * slowWrite));
        whenWritten?.();
      });
    });
  }

  async #takeBandwidth(wanted: number): Promise<number> {
    const taken = this.#resources.bandwidth.take(wanted, () => this.#halted);
    if (typeof taken === 'number') return taken;
    this.isWaiting = true;
    const granted = await taken;
    this.isWaiting = false;
    return granted;
  }

  #release(slot: MemorySlot): void {
    if (!this.#held.delete(slot)) return;
    this.#resources.slots.give(slot);
    this.#goOn?.();
  }
}

function asBuffer({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}
