import type { SourceIdentity } from '../../../shared/transfer.ts';
import type {
  FileRange,
  TransportFailure,
  TransportProxy,
  TransportRequest,
} from '../transport.ts';

/** What a worker is started with. */
export interface WorkerStart {
  /** Memory of the SharedBandwidth. */
  readonly bandwidth: SharedArrayBuffer;
  readonly proxy: TransportProxy;
  /** Slots of its pool. */
  readonly slots: number;
}

export type SumKind = 'crc64' | 'md5';

/** To a worker, in batches. Ids are unique within a worker. */
export type Command =
  | {
      readonly kind: 'send';
      readonly id: number;
      readonly request: TransportRequest;
      /** Whether anybody listens to progress. */
      readonly progress: boolean;
    }
  | { readonly kind: 'sum'; readonly id: number; readonly sum: SumKind; readonly range: FileRange }
  /** The answer to this is `stopped`, as soon as the descriptor is no longer read. */
  | { readonly kind: 'stop'; readonly id: number }
  /** Closes a descriptor; there is no report. */
  | { readonly kind: 'close'; readonly descriptor: number }
  | { readonly kind: 'proxy'; readonly proxy: TransportProxy }
  /** Without addresses, every connection. */
  | { readonly kind: 'drop'; readonly addresses: readonly string[] | undefined };

/** From a worker, in batches. Every `send` and every `sum` ends in exactly one of the last four. */
export type Report =
  /** Bytes since the last report: id, bytes, id, bytes … */
  | { readonly kind: 'progress'; readonly moved: readonly number[] }
  | {
      readonly kind: 'answer';
      readonly id: number;
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      /** Absent for an empty body, the usual case. */
      readonly body?: Uint8Array;
      readonly sentCrc64?: string;
      readonly sourceAfter?: SourceIdentity;
      /** Bytes since the last progress. */
      readonly moved: number;
    }
  | {
      readonly kind: 'sum';
      readonly id: number;
      readonly value: string;
      /** Whether the worker holds the bytes, under the id of the job. */
      readonly kept: boolean;
    }
  | { readonly kind: 'failure'; readonly id: number; readonly failure: TransportFailure }
  | { readonly kind: 'stopped'; readonly id: number };
