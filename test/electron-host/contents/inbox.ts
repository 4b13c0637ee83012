import { HostIpcMain, ipcMain } from '../api/ipc-main.ts';
import { complain } from '../complain.ts';
import { createEvent } from '../host-event.ts';
import type { MessageToMain, MessageToPage } from '../page/host-port.ts';
import type { WireValue } from '../wire/encode.ts';
import { fromWire, toWire } from '../wire/node-wire.ts';
import type { HostWebContents } from './web-contents.ts';

/** Whom the page's messages reach. */
export interface InboxOptions {
  readonly contents: HostWebContents;
  /** Answers the context that has asked. */
  readonly reply: (message: MessageToPage, contextId: number) => void;
  readonly preloadFailed: (message: string) => void;
}

type Invocation = MessageToMain & { readonly kind: 'invoke' };

function wireOfResult(value: unknown): WireValue {
  try {
    return toWire(value);
  } catch {
    throw new Error('An object could not be cloned.');
  }
}

/** Hands the messages of one page to `webContents.ipc` and `ipcMain`. */
export class Inbox {
  readonly #options: InboxOptions;

  constructor(options: InboxOptions) {
    this.#options = options;
  }

  receive(message: MessageToMain, contextId: number): void {
    switch (message.kind) {
      case 'send':
        this.#emit('ipc-message', message.channel, this.#event(), fromWire(message.values));
        return;
      case 'invoke':
        void this.#invoke(message, contextId);
        return;
      case 'preload-error':
        this.#options.preloadFailed(message.message);
    }
  }

  /** Answers `ipcRenderer.sendSync`: waits until a listener has set `event.returnValue`. */
  async receiveSync(detail: string): Promise<string> {
    const { channel, values } = JSON.parse(detail) as { channel: string; values: WireValue };
    const answer = Promise.withResolvers<unknown>();
    let returned: unknown;
    const event = Object.defineProperty(this.#event(), 'returnValue', {
      get: () => returned,
      set: (value: unknown) => {
        returned = value;
        answer.resolve(value);
      },
    });
    const isHeard = this.#emit('ipc-message-sync', channel, event, fromWire(values));
    return JSON.stringify(wireOfResult(isHeard ? await answer.promise : null));
  }

  #event(): Electron.IpcMainEvent {
    const { contents } = this.#options;
    return createEvent({
      type: 'frame' as const,
      sender: contents as unknown as Electron.WebContents,
      senderFrame: contents.mainFrame as unknown as Electron.WebFrameMain,
      frameId: 1,
      processId: 1,
      ports: [],
      returnValue: undefined,
      reply: (channel: string, ...values: unknown[]) => {
        contents.send(channel, ...values);
      },
    });
  }

  #emit(
    kind: 'ipc-message' | 'ipc-message-sync',
    channel: string,
    event: Electron.IpcMainEvent,
    sent: unknown,
  ): boolean {
    const { contents } = this.#options;
    const values = sent as unknown[];
    const heard = [
      contents.announce(kind, event, channel, ...values),
      contents.ipc.emit(channel, event, ...values),
      ipcMain.emit(channel, event, ...values),
    ];
    return heard.includes(true);
  }

  async #invoke({ id, channel, values }: Invocation, contextId: number): Promise<void> {
    const { contents, reply } = this.#options;
    const handler =
      HostIpcMain.handlerOf(contents.ipc, channel) ?? HostIpcMain.handlerOf(ipcMain, channel);
    if (!handler) {
      const error = `Error: No handler registered for '${channel}'`;
      reply({ kind: 'failure', id, error }, contextId);
      return;
    }
    try {
      const result: unknown = await handler(this.#event(), ...(fromWire(values) as never[]));
      reply({ kind: 'reply', id, value: wireOfResult(result) }, contextId);
    } catch (error) {
      complain(`Error occurred in handler for '${channel}':`, error);
      reply({ kind: 'failure', id, error: String(error) }, contextId);
    }
  }
}
