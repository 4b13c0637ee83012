import { HostIpcMain, ipcMain } from '../api/window/ipc-main.ts';
import { complain } from '../complain.ts';
import { createEvent } from '../host-event.ts';
import type { Invocation, MessageToPage } from '../page/host-port.ts';
import { strict } from '../strict.ts';
import { fromWire, toWire, type WireValue } from '../wire/wire.ts';
import type { HostWebContents } from './web-contents.ts';

function wireOfResult(value: unknown): WireValue {
  try {
    return toWire(value);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('electron-host:')) throw error;
    throw new Error('An object could not be cloned.', { cause: error });
  }
}

/** Has `ipcMain` handle a call of the page, and answers the context that has asked. */
export async function receiveFromPage(
  contents: HostWebContents,
  { id, channel, values }: Invocation,
  answer: (message: MessageToPage) => void,
): Promise<void> {
  const handler = HostIpcMain.handlerOf(ipcMain, channel);
  if (!handler) {
    answer({ kind: 'failure', id, error: `Error: No handler registered for '${channel}'` });
    return;
  }
  const event = strict<Electron.IpcMainInvokeEvent>(
    'IpcMainInvokeEvent',
    createEvent({
      sender: contents as unknown as Electron.WebContents,
      senderFrame: contents.mainFrame,
    }),
  );
  try {
    const result: unknown = await handler(event, ...(fromWire(values) as never[]));
    answer({ kind: 'reply', id, value: wireOfResult(result) });
  } catch (error) {
    complain(`Error occurred in handler for '${channel}':`, error);
    answer({ kind: 'failure', id, error: String(error) });
  }
}
