import type {
  ByteRange,
  ObjectFacts,
  ObjectStore,
  ObjectTarget,
  PartBytes,
  Receipt,
  RequestContext,
} from '../../../main/engine/ports/object-store.ts';
import type { SourceFiles } from '../../../main/engine/ports/source-files.ts';
import { Interruption } from '../../../main/engine/run/interruption.ts';
import { OssError } from '../../../sandbox/rules/oss-error.ts';
import { compareIdentity } from '../../../shared/compare-identity.ts';
import { toErrorRecord, TransferError } from '../../../shared/errors.ts';
import { unsendableKey } from '../../../shared/upload/object-key.ts';
import { Exchange } from '../server/exchange.ts';
import type { Call, Network } from '../server/network.ts';
import type { Content, OssModel, StoredPart } from '../server/oss-model.ts';
import type { Witness } from '../witness.ts';
import type { World } from '../world/world.ts';
import type { SimulatedCredentials } from './simulated-credentials.ts';

interface Request<T> {
  readonly call: Call;
  readonly target: Pick<ObjectTarget, 'accountId' | 'bucket' | 'key'>;
  readonly about?: string;
  readonly context: RequestContext;
  readonly range?: ByteRange | undefined;
  readonly effect: (sent: Content) => T;
}

export interface SimulatedObjectsOptions {
  readonly world: World;
  readonly model: OssModel;
  readonly network: Network;
  readonly credentials: SimulatedCredentials;
  readonly witness: Witness;
}

/** What this computer has: half of its connections come from each. */
export const simulatedAddresses = ['10.0.0.2', '192.168.0.7'] as const;

/** OSS behind a network, as the engine's ports describe it. */
export class SimulatedObjects implements ObjectStore {
  readonly #world: World;
  readonly #model: OssModel;
  readonly #network: Network;
  readonly #credentials: SimulatedCredentials;
  readonly #witness: Witness;
  /** With the address of this computer that each one uses. */
  readonly #open = new Map<Exchange<unknown>, string>();
  #files: SourceFiles | undefined;
  #sent = 0;
  #requests = 0;
  #flips = 0;

  constructor(options: SimulatedObjectsOptions) {
    this.#world = options.world;
    this.#model = options.model;
    this.#network = options.network;
    this.#credentials = options.credentials;
    this.#witness = options.witness;
  }

  /** The files of a new process. */
  readFrom(files: SourceFiles): void {
    this.#files = files;
  }

  /** Sockets that were open are dead: all after sleep, those from these addresses when they go. */
  dropConnections(addresses?: readonly string[]): void {
    const error = { code: 'connection-lost' as const };
    for (const [exchange, address] of [...this.#open]) {
      if (addresses === undefined) exchange.cut(new TransferError(error));
      else if (addresses.includes(address)) {
        exchange.cut(new TransferError({ ...error, wasDead: true }));
      }
    }
  }

  /** Sockets on which nothing moved for so long are destroyed. */
  dropStalled(milliseconds: number): void {
    const error = new TransferError({ code: 'connection-lost', wasDead: true });
    for (const exchange of [...this.#open.keys()]) {
      if (exchange.stalledFor >= milliseconds) exchange.cut(error);
    }
  }

  /** The process died. What had left the computer may still arrive. */
  abandon(): void {
    for (const exchange of [...this.#open.keys()]) exchange.cut(new Interruption('stop'));
  }

  readonly head: ObjectStore['head'] = (target, context) =>
    this.#send({
      call: 'head',
      target,
      context,
      effect: () => {
        const facts = this.#headFacts(target);
        if (typeof facts === 'object') this.#witness.headAnswers(target, facts);
        return facts;
      },
    }).then((facts) => {
      if (facts !== 'unreadable') return facts;
      throw new TransferError({ code: 'unexpected-answer' });
    });

  readonly put: ObjectStore['put'] = (target, range, options, context) => {
    if (!this.#isAlive()) return never();
    const fault = unsendableKey(target.key);
    if (fault !== undefined) return Promise.reject(new TransferError(fault));
    this.#witness.putBegins(target, range);
    let damaged: string | undefined;
    return this.#send({
      call: 'put',
      target,
      context,
      range,
      effect: (sent) => {
        const { faults } = this.#world;
        const isFlipped = sent.size > 0 && faults.strikes('put-flipped');
        if (isFlipped) throw new OssError('InvalidDigest');
        const before = this.#model.object(target);
        const isDamaged = sent.size > 0 && faults.strikes('put-stored-damaged');
        const content = isDamaged ? { ...sent, crc64: sent.crc64 ^ 0x200n } : sent;
        const stored = this.#model.put(target, content, options.forbidOverwrite);
        damaged = isDamaged ? stored.etag : undefined;
        this.#witness.putStored(target, before);
        const receipt = { ...this.#receipt(stored, sent), md5Checked: true };
        if (isDamaged) return { ...receipt, storedCrc64: stored.crc64.toString() };
        if (!faults.strikes('put-answer-flipped')) return receipt;
        return { ...receipt, storedCrc64: (stored.crc64 ^ 0x400n).toString() };
      },
    })
      .then((receipt) => {
        if (damaged !== undefined) this.#witness.damageHeard(target, damaged);
        return receipt;
      })
      .finally(() => {
        this.#witness.putEnds(target);
      });
  };

  /** What another thread does with a file that only it opens. */
  readonly putFile: ObjectStore['putFile'] = async (target, { path, identity }, ...rest) => {
    const [options, context] = rest;
    const { signal } = context;
    const handle = await this.#files?.open(path).catch(() => undefined);
    signal.throwIfAborted();
    if (handle === undefined) return undefined;
    try {
      const now = await handle.identity().catch(() => undefined);
      signal.throwIfAborted();
      const { size } = identity;
      if (size === 0 || now === undefined) return undefined;
      if (compareIdentity(identity, now) !== 'same') return undefined;
      const range = { source: handle, start: 0, end: size };
      const receipt = await this.put(target, range, options, context);
      const sourceAfter = await handle.identity().catch(() => undefined);
      return sourceAfter === undefined ? receipt : { ...receipt, sourceAfter };
    } catch (thrown) {
      signal.throwIfAborted();
      // The thread could not read the file, and sent nothing.
      if (toErrorRecord(thrown).code === 'source-unavailable') return undefined;
      throw thrown;
    } finally {
      await handle.close();
    }
  };

  readonly initiate: ObjectStore['initiate'] = (target, options, context) => {
    if (!this.#isAlive()) return never();
    this.#witness.initiateBegins(target);
    return this.#send({
      call: 'initiate',
      target,
      context,
      effect: () => this.#model.initiate(target, options.forbidOverwrite).uploadId,
    });
  };

  readonly uploadPart: ObjectStore['uploadPart'] = (target, uploadId, number, range, context) => {
    if (!this.#isAlive()) return never();
    this.#witness.partBegins(target, uploadId, number, range);
    return this.#send({
      call: 'uploadPart',
      target,
      about: `${uploadId} part ${number}`,
      context,
      range,
      effect: (sent) => {
        if (this.#world.faults.strikes('upload-vanishes')) this.#model.abort(target, uploadId);
        const content = this.#carried(sent, range);
        const stored = this.#model.uploadPart(target, uploadId, number, content);
        this.#witness.partStored(uploadId, stored);
        const receipt = this.#receipt(this.#changed(stored), sent);
        return { ...receipt, md5Checked: range.withMd5 };
      },
    }).finally(() => {
      this.#witness.partEnds(uploadId, number);
    });
  };

  readonly complete: ObjectStore['complete'] = (target, uploadId, parts, options, context) => {
    if (!this.#isAlive()) return never();
    this.#witness.completeBegins(target, uploadId, parts);
    let damaged: string | undefined;
    return this.#send({
      call: 'complete',
      target,
      about: uploadId,
      context,
      effect: () => {
        const { faults } = this.#world;
        if (parts.length > 0 && faults.strikes('part-vanishes')) {
          const lost = parts[this.#world.random.int(0, parts.length - 1)];
          this.#model.uploads.get(uploadId)?.parts.delete(lost?.number ?? 0);
        }
        const before = this.#model.object(target);
        let object = this.#model.complete(target, uploadId, parts, options.forbidOverwrite);
        this.#witness.completed(target, uploadId, before);
        if (faults.strikes('object-differs')) {
          object = this.#model.put(target, { size: object.size, crc64: object.crc64 ^ 1n }, false);
          damaged = object.etag;
        }
        const { etag, crc64 } = object;
        const requestId = this.#requestId();
        if (damaged === undefined && faults.strikes('crc-absent')) return { etag, requestId };
        const isFlipped = faults.strikes('complete-answer-flipped');
        const storedCrc64 = isFlipped ? this.#flipped(crc64) : String(crc64);
        return { etag, requestId, ...(storedCrc64 !== undefined && { storedCrc64 }) };
      },
    }).then((receipt) => {
      // A response that names no CRC-64 says nothing of damage.
      const { storedCrc64 } = receipt;
      if (damaged !== undefined && storedCrc64 !== undefined) {
        this.#witness.damageHeard(target, damaged);
      }
      return receipt;
    });
  };

  readonly abort: ObjectStore['abort'] = (target, uploadId, context) =>
    this.#send({
      call: 'abort',
      target,
      about: uploadId,
      context,
      effect: () => {
        this.#witness.abortArrives(uploadId);
        // A part that lands while an upload is aborted can keep it alive.
        const parts = this.#model.uploads.get(uploadId)?.parts.size ?? 0;
        if (parts > 0 && this.#world.faults.strikes('part-lands-late')) return;
        this.#model.abort(target, uploadId);
      },
    });

  readonly listParts: ObjectStore['listParts'] = (target, uploadId, context) =>
    this.#send({
      call: 'listParts',
      target,
      about: uploadId,
      context,
      effect: () => this.#model.listParts(target, uploadId),
    });

  readonly listUploads: ObjectStore['listUploads'] = ({ accountId, bucket, prefix }, context) =>
    this.#send({
      call: 'listUploads',
      target: { accountId, bucket, key: prefix },
      context,
      effect: () => this.#model.listUploads(bucket, prefix),
    });

  readonly probe: ObjectStore['probe'] = (target, context) =>
    this.#send({ call: 'probe', target, context, effect: () => undefined });

  /** As the adapter does: a token that has expired is renewed, and the request repeated, once. */
  async #send<T>(request: Request<T>): Promise<T> {
    const { accountId } = request.target;
    const used = await this.#credentials.current(accountId);
    try {
      return await this.#sendOnce(request);
    } catch (thrown) {
      request.context.signal.throwIfAborted();
      if (toErrorRecord(thrown).code !== 'credentials-expired') throw thrown;
      await this.#credentials.renew(accountId, used);
      request.context.signal.throwIfAborted();
      return await this.#sendOnce(request);
    }
  }

  #sendOnce<T>(request: Request<T>): Promise<T> {
    const { call, target, about = '', context, range, effect } = request;
    if (!this.#isAlive()) return never();
    if (context.signal.aborted) return Promise.reject(context.signal.reason as Error);
    const what = `${call} ${target.bucket}/${target.key} ${about}`;
    this.#world.step(what);
    if (!this.#isAlive()) return never();
    const token = this.#credentials.serial(target.accountId);
    const bytes = range === undefined ? 0 : range.end - range.start;
    const fate = this.#network.fateOf(call, target.accountId, token, bytes);
    const exchange: Exchange<T> = new Exchange<T>(
      this.#world,
      {
        ...{ what, context, range, fate, effect },
        onAnswer: (error) => {
          if (error !== undefined) this.#witness.refused(call, target, error);
        },
      },
      () => {
        this.#open.delete(exchange as Exchange<unknown>);
      },
    );
    this.#sent += 1;
    const address = simulatedAddresses[this.#sent % 2] ?? '';
    this.#open.set(exchange as Exchange<unknown>, address);
    return exchange.answer;
  }

  #headFacts(target: ObjectTarget): ObjectFacts | 'unreadable' | undefined {
    const facts = this.#model.head(target);
    if (facts === undefined) return undefined;
    const { crc64, ...others } = facts;
    const requestId = this.#requestId();
    if (this.#world.faults.strikes('head-crc-absent')) return { ...others, requestId };
    if (!this.#world.faults.strikes('head-answer-flipped')) return { ...facts, requestId };
    const flipped = this.#flipped(BigInt(crc64 ?? 0));
    return flipped === undefined ? 'unreadable' : { ...others, crc64: flipped, requestId };
  }

  /** What arrives of what was sent. */
  #carried(sent: Content, range: PartBytes): Content {
    const { faults } = this.#world;
    if (sent.size === 0 || !faults.strikes('byte-flipped')) return sent;
    if (range.withMd5) throw new OssError('InvalidDigest');
    return { ...sent, crc64: sent.crc64 ^ 0x100n };
  }

  /**
   * A checksum of which one bit changed in the response, and hardly ever the same one. `undefined`
   * when it is no number any more.
   */
  #flipped(crc64: bigint): string | undefined {
    this.#flips += 1;
    if ((crc64 + BigInt(this.#flips)) % 4n === 0n) return undefined;
    return (crc64 ^ (1n << BigInt(this.#flips % 64))).toString();
  }

  /** A box on the way rewrites the ETag. */
  #changed(part: StoredPart): StoredPart {
    if (!this.#world.faults.strikes('etag-changed')) return part;
    return { ...part, etag: part.etag.split('').reverse().join('') };
  }

  #receipt(
    stored: Content & { readonly etag: string },
    sent: Content,
  ): Omit<Receipt, 'md5Checked'> {
    const receipt = {
      etag: stored.etag,
      requestId: this.#requestId(),
      sentCrc64: sent.crc64.toString(),
    };
    if (this.#world.faults.strikes('crc-absent')) return receipt;
    return { ...receipt, storedCrc64: stored.crc64.toString() };
  }

  /** A method, because the process can die at each step. */
  #isAlive(): boolean {
    return this.#world.life.alive;
  }

  #requestId(): string {
    this.#requests += 1;
    return this.#requests.toString(16).padStart(24, '0');
  }
}

/** A dead process hears nothing. */
function never(): Promise<never> {
  return new Promise(() => undefined);
}
