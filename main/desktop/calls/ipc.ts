import { type BrowserWindow, ipcMain, type IpcMainInvokeEvent } from 'electron';
import { contract, type FerryContract } from '../../../shared/ipc/contract.ts';
import {
  channelName,
  type Definition,
  type Handlers,
  type Notifiers,
} from '../../../shared/ipc/define.ts';
import { type CallSender, gateCall } from './call-gate.ts';

type AnyHandler = (input: unknown) => Promise<unknown>;
type AnyGroups = Readonly<Record<string, Readonly<Record<string, Definition>>>>;

const groups: AnyGroups = contract;

/**
 * Handles every call of the contract. A missing handler is a compile error; a channel outside the
 * contract does not exist.
 *
 * @param ownWindow the window that may call, if it is open
 */
export function answerCalls(
  handlers: Handlers<FerryContract>,
  ownWindow: () => BrowserWindow | undefined,
): void {
  const implemented = handlers as Readonly<Record<string, Readonly<Record<string, AnyHandler>>>>;
  for (const [group, definitions] of Object.entries(groups)) {
    for (const [name, definition] of Object.entries(definitions)) {
      if (definition.kind !== 'call') continue;
      const handler: AnyHandler = async (input) => await implemented[group]?.[name]?.(input);
      const gate = gateCall(definition, handler, () => performance.now());
      ipcMain.handle(channelName(group, name), (event, input: unknown) =>
        gate(senderOf(event, ownWindow()), input),
      );
    }
  }
}

function senderOf(event: IpcMainInvokeEvent, own: BrowserWindow | undefined): CallSender {
  const frame = event.senderFrame;
  return {
    url: frame?.url ?? '',
    isTopFrame: frame !== null && frame.parent === null,
    isOwnWindow: own !== undefined && !own.isDestroyed() && event.sender.id === own.webContents.id,
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
