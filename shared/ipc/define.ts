import type * as v from 'valibot';
import type { ErrorRecord } from '../errors.ts';

/** A validator of the contract. It must not transform: the handler receives the checked value. */
export type Schema = v.GenericSchema;

/** A query or command of the window to the main process. */
export interface CallDefinition<Input extends Schema, Output> {
  readonly kind: 'call';
  readonly input: Input;
  /** Maximum calls a second from one window; further calls are refused. */
  readonly callsPerSecond: number;
  /**
   * `preload`: only the preload can make this call. It fills in values that a page must never
   * choose, such as paths.
   */
  readonly from: 'page' | 'preload';
  /** Approximate maximum size of the input in bytes; larger inputs are refused unread. */
  readonly mostBytes: number;
  /** Carries only a type: output is not checked, because the main process is trusted. */
  readonly output?: Output;
}

/** An event from the main process to the window. */
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

/** `call(schema).returns<Output>()` defines a call; `returns` carries only a type. */
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

/** The result of every call. The error keeps its code; Electron itself would pass only a text. */
export type Envelope<Output> =
  | { readonly ok: true; readonly value: Output }
  | { readonly ok: false; readonly error: ErrorRecord };

/** The IPC channel of a call or an event. */
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

/** The handlers of the main process: one function for each call. */
export type Handlers<C extends Contract> = {
  readonly [Group in keyof C]: {
    readonly [Name in CallNames<C[Group]>]: (
      input: InputOf<C[Group][Name]>,
    ) => Promise<OutputOf<C[Group][Name]>>;
  };
};

/** The events that the main process sends. */
export type Notifiers<C extends Contract> = {
  readonly [Group in keyof C]: {
    readonly [Name in EventNames<C[Group]>]: (payload: PayloadOf<C[Group][Name]>) => void;
  };
};

/** The calls of the window. They reject with TransferError. */
export type Caller<C extends Contract> = {
  readonly [Group in keyof C]: {
    readonly [Name in CallNames<C[Group]>]: (
      input: InputOf<C[Group][Name]>,
    ) => Promise<OutputOf<C[Group][Name]>>;
  };
};

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

/**
 * The calls of another process, with inputs that no code changes. They reject with TransferError.
 */
export type RemoteCaller<C extends Contract> = {
  readonly [Group in keyof C]: {
    readonly [Name in CallNames<C[Group]>]: (
      input: DeepReadonly<InputOf<C[Group][Name]>>,
    ) => Promise<OutputOf<C[Group][Name]>>;
  };
};

/** The events of the window. Each function returns the unsubscribe function. */
export type Listeners<C extends Contract> = {
  readonly [Group in keyof C]: {
    readonly [Name in EventNames<C[Group]>]: (
      listener: (payload: PayloadOf<C[Group][Name]>) => void,
    ) => () => void;
  };
};

/**
 * Removes `undefined` fields: a message carries omitted fields as `undefined`, but the engine
 * expects them to be absent.
 */
export function withoutUndefined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(value).filter(([, field]) => field !== undefined),
  ) as Defined<T>;
}

/** The same fields, either absent or defined. */
type Defined<T> = T extends unknown ? { readonly [K in keyof T]: Exclude<T[K], undefined> } : never;
