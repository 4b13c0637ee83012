import type * as v from 'valibot';
import type { ErrorRecord } from '../errors.ts';

/** Any validator of the contract: no transformations, so that what was checked is what arrives. */
export type Schema = v.GenericSchema;

/** A question of the window to the main process, or an order. */
export interface CallDefinition<Input extends Schema, Output> {
  readonly kind: 'call';
  readonly input: Input;
  /** Most calls a second from one window; more are refused. */
  readonly callsPerSecond: number;
  /**
   * `preload`: the page itself cannot make this call; only the preload can, which fills in what a
   * page must never choose, such as paths.
   */
  readonly from: 'page' | 'preload';
  /** Most bytes that an input may take up, roughly; larger ones are refused unread. */
  readonly mostBytes: number;
  /** Only a type: the main process is trusted. */
  readonly output?: Output;
}

/** News from the main process to the window. */
export interface EventDefinition<Payload> {
  readonly kind: 'event';
  readonly payload?: Payload;
}

export type Definition = CallDefinition<Schema, unknown> | EventDefinition<unknown>;
export type Contract = Readonly<Record<string, Readonly<Record<string, Definition>>>>;

interface CallLimits {
  readonly callsPerSecond?: number;
  readonly from?: 'page' | 'preload';
  readonly mostBytes?: number;
}

/** `call(schema).returns<Output>()` defines a call; the empty brackets carry only a type. */
export function call<Input extends Schema>(input: Input, limits: CallLimits = {}) {
  const { callsPerSecond = 50, from = 'page', mostBytes = 1024 * 1024 } = limits;
  return {
    returns: <Output>(): CallDefinition<Input, Output> => ({
      kind: 'call',
      input,
      callsPerSecond,
      from,
      mostBytes,
    }),
  };
}

export function event<Payload>(): EventDefinition<Payload> {
  return { kind: 'event' };
}

/** The answer to every call. The error keeps its code; Electron itself would pass on only a text. */
export type Envelope<Output> =
  | { readonly ok: true; readonly value: Output }
  | { readonly ok: false; readonly error: ErrorRecord };

/** The name under which a call or an event travels. */
export function channelName(group: string, name: string): string {
  return `ferry:${group}.${name}`;
}

type InputOf<D> = D extends CallDefinition<infer Input, unknown> ? v.InferOutput<Input> : never;
type OutputOf<D> = D extends CallDefinition<Schema, infer Output> ? Output : never;
type PayloadOf<D> = D extends EventDefinition<infer Payload> ? Payload : never;

type CallNames<Group> = {
  [Name in keyof Group]: Group[Name] extends { readonly kind: 'call' } ? Name : never;
}[keyof Group];
type EventNames<Group> = {
  [Name in keyof Group]: Group[Name] extends { readonly kind: 'event' } ? Name : never;
}[keyof Group];

/** What the main process implements: one function a call. */
export type Handlers<C extends Contract> = {
  readonly [Group in keyof C]: {
    readonly [Name in CallNames<C[Group]>]: (
      input: InputOf<C[Group][Name]>,
    ) => Promise<OutputOf<C[Group][Name]>>;
  };
};

/** What the main process sends. */
export type Notifiers<C extends Contract> = {
  readonly [Group in keyof C]: {
    readonly [Name in EventNames<C[Group]>]: (payload: PayloadOf<C[Group][Name]>) => void;
  };
};

/** What the window calls. Rejects with TransferError. */
export type Caller<C extends Contract> = {
  readonly [Group in keyof C]: {
    readonly [Name in CallNames<C[Group]>]: (
      input: InputOf<C[Group][Name]>,
    ) => Promise<OutputOf<C[Group][Name]>>;
  };
};

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

/** What another process calls, with inputs that nothing changes. Rejects with TransferError. */
export type RemoteCaller<C extends Contract> = {
  readonly [Group in keyof C]: {
    readonly [Name in CallNames<C[Group]>]: (
      input: DeepReadonly<InputOf<C[Group][Name]>>,
    ) => Promise<OutputOf<C[Group][Name]>>;
  };
};

/** What the window listens to. Each returns the undo. */
export type Listeners<C extends Contract> = {
  readonly [Group in keyof C]: {
    readonly [Name in EventNames<C[Group]>]: (
      listener: (payload: PayloadOf<C[Group][Name]>) => void,
    ) => () => void;
  };
};
