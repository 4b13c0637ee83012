import { HostEmitter, type PartOf } from '../../strict.ts';

/** A handler of `invoke`. The values come from the page and are of any shape. */
export type InvokeHandler = (event: Electron.IpcMainInvokeEvent, ...values: never[]) => unknown;

/** Electron's `ipcMain`: calls only, for no preload of Ferry sends anything else. */
export class HostIpcMain extends HostEmitter<Electron.IpcMain> implements PartOf<Electron.IpcMain> {
  readonly #handlers = new Map<string, InvokeHandler>();

  handle(channel: string, listener: InvokeHandler): void {
    if (this.#handlers.has(channel)) {
      throw new Error(`Attempted to register a second handler for '${channel}'`);
    }
    this.#handlers.set(channel, listener);
  }

  static handlerOf(ipc: HostIpcMain, channel: string): InvokeHandler | undefined {
    return ipc.#handlers.get(channel);
  }
}

/** Electron's `ipcMain`. */
export const ipcMain = new HostIpcMain('ipcMain');
