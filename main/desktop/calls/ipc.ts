import { type BrowserWindow, ipcMain, type IpcMainInvokeEvent } from 'electron';
import { contract, type FerryContract } from '../../../shared/ipc/contract.ts';
import {
  channelName,
  type Definition,
  type Handlers,
  type Notifiers,
} from '../../../shared/ipc/define.ts';
import { refusedCall } from '../../../shared/ipc/gate.ts';
import { type CallSender, gateCall } from './call-gate.ts';

type AnyHandler = (input: unknown) => Promise<unknown>;
type AnyGroups = Readonly<Record<string, Readonly<Record<string, Definition>>>>;

const groups: AnyGroups = contract;

/** Some of the handlers: a window may make no other call. */
export type SomeHandlers = {
  readonly [Group in keyof FerryContract]?: Partial<Handlers<FerryContract>[Group]>;
};

/** A window of Ferry, and what it may call. */
interface CallingWindow {
  readonly current: () => BrowserWindow | undefined;
  readonly handlers: SomeHandlers;
}

/**
 * Handles every call of the contract; a channel outside the contract does not exist. A call that the
 * calling window may not make is refused.
 */
export function answerCalls(windows: readonly [CallingWindow, ...CallingWindow[]]): void {
  for (const [group, definitions] of Object.entries(groups)) {
    for (const [name, definition] of Object.entries(definitions)) {
      if (definition.kind !== 'call') continue;
      const gates = windows.map(({ current, handlers }) => {
        const implemented = handlers as Readonly<
          Record<string, Readonly<Record<string, AnyHandler>>>
        >;
        const handler = implemented[group]?.[name] ?? refuse;
        return { current, gate: gateCall(definition, handler, () => performance.now()) };
      });
      ipcMain.handle(channelName(group, name), (event, input: unknown) => {
        const calling = gates.find(({ current }) => isFrom(event, current())) ?? gates[0];
        return calling?.gate(senderOf(event, calling.current()), input);
      });
    }
  }
}

function refuse(): Promise<never> {
  return Promise.reject(refusedCall('This window may not make the call.'));
}

function isFrom(event: IpcMainInvokeEvent, window: BrowserWindow | undefined): boolean {
  return window !== undefined && !window.isDestroyed() && event.sender.id === window.webContents.id;
}

function senderOf(event: IpcMainInvokeEvent, own: BrowserWindow | undefined): CallSender {
  const frame = event.senderFrame;
  return {
    url: frame?.url ?? '',
    isTopFrame: frame !== null && frame.parent === null,
    isOwnWindow: isFrom(event, own),
  };
}

/** The events of the contract as functions. An event without a listener is not an error. */
export function createNotifiers(
  ownWindow: () => BrowserWindow | undefined,
): Notifiers<FerryContract> {
  const made: Record<string, Record<string, (payload: unknown) => void>> = {};
  for (const [group, definitions] of Object.entries(groups)) {
    const functions: Record<string, (payload: unknown) => void> = {};
    for (const [name, definition] of Object.entries(definitions)) {
      if (definition.kind !== 'event') continue;
      functions[name] = (payload) => {
        const own = ownWindow();
        if (own === undefined || own.isDestroyed() || own.webContents.isDestroyed()) return;
        own.webContents.send(channelName(group, name), payload);
      };
    }
    made[group] = functions;
  }
  return made as Notifiers<FerryContract>;
}
