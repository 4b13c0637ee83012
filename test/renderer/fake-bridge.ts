import { toErrorRecord } from '../../shared/errors.ts';
import type { FerryBridge } from '../../shared/ipc/bridge-api.ts';
import { contract, type FerryContract } from '../../shared/ipc/contract.ts';
import type { Contract, Envelope, Handlers, Notifiers } from '../../shared/ipc/define.ts';
import { handOverPaths } from '../../shared/ipc/hand-over.ts';

type GroupName = keyof FerryContract;

/** Some of the calls of the contract; any other call throws. */
export type SomeHandlers = {
  readonly [Group in keyof FerryContract]?: Partial<Handlers<FerryContract>[Group]>;
};

/** A call as it was made. */
export interface MadeCall {
  readonly name: string;
  readonly input: unknown;
}

export interface FakeBridge extends FerryBridge {
  /** Sends what main would send. */
  readonly notify: Notifiers<FerryContract>;
  readonly calls: readonly MadeCall[];
  /** Answers a call from now on, in place of its handler. */
  replace(name: string, handler: (input: unknown) => Promise<unknown>): void;
}

/** What the preload puts on the page, answered by `handlers`; names and types are the contract's. */
export function createFakeBridge(handlers: SomeHandlers): FakeBridge {
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  const calls: MadeCall[] = [];
  const replaced = new Map<string, (input: unknown) => Promise<unknown>>();

  async function answer(group: string, name: string, input: unknown): Promise<Envelope<unknown>> {
    // As the structured clone between the processes does it: what cannot be cloned throws here too.
    const arrived = structuredClone(input);
    calls.push({ name: `${group}.${name}`, input: arrived });
    const functions = handlers[group as GroupName] as
      Partial<Record<string, (input: unknown) => Promise<unknown>>> | undefined;
    const handler = replaced.get(`${group}.${name}`) ?? functions?.[name];
    if (handler === undefined) {
      return { ok: false, error: { code: 'internal', detail: `${group}.${name} has no answer` } };
    }
    try {
      return { ok: true, value: structuredClone(await handler(arrived)) };
    } catch (thrown) {
      return { ok: false, error: toErrorRecord(thrown) };
    }
  }

  const groups: Contract = contract;
  const notify = Object.entries(groups).map(([group, definitions]) => {
    const events = Object.entries(definitions).filter(([, { kind }]) => kind === 'event');
    const senders = events.map(([name]) => {
      const send = (payload: unknown): void => {
        for (const listener of listeners.get(`${group}.${name}`) ?? []) listener(payload);
      };
      return [name, send];
    });
    return [group, Object.fromEntries(senders) as unknown];
  });

  return {
    notify: Object.fromEntries(notify) as Notifiers<FerryContract>,
    calls,
    replace: (name, handler) => void replaced.set(name, handler),
    call: answer,
    on(group, name, listener) {
      const heard = listeners.get(`${group}.${name}`) ?? new Set();
      listeners.set(`${group}.${name}`, heard.add(listener));
      return () => heard.delete(listener);
    },
    async addFiles(target, files) {
      const paths = files.map((file) => `/home/${file.name}`);
      const id = '00000000-0000-4000-8000-000000000000';
      const call = (name: string, input: object) => answer('batches', name, input);
      return await handOverPaths({ id, call }, target, paths);
    },
  };
}
