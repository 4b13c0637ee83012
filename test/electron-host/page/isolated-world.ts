import { guard } from '../strict.ts';
import { decodeWire, encodeWire, type WireValue } from '../wire/wire.ts';
import { createBridge } from './bridge.ts';
import type { PageWindow } from './dom.ts';
import type { HostPort, MessageToMain, MessageToPage } from './host-port.ts';
import { createIpcRenderer } from './ipc-renderer.ts';
import { createWebUtils } from './web-utils.ts';

/** The preload script as a function of what Electron gives a sandboxed preload. */
export type PreloadFunction = (
  exports: object,
  require: (name: string) => unknown,
  module: { exports: object },
) => void;

/** What the host puts into the isolated world besides the preload. */
export interface IsolatedWorldOptions {
  readonly secret: string;
  /** Stops the page at the debugger; see `host-port.ts`. */
  readonly ask: HostPort['ask'];
}

/** Runs the preload. Runs as text in every frame, and does nothing but in the top one. */
export function startIsolatedWorld(options: IsolatedWorldOptions, preload: PreloadFunction): void {
  interface Base64 {
    toBase64(): string;
    fromBase64(text: string): Uint8Array<ArrayBuffer>;
  }
  const world = globalThis as unknown as PageWindow & {
    readonly __hostSend: (message: string) => void;
  };
  if (world.window !== world.top || world.location.href === 'about:blank') return;

  const sendText = world.__hostSend;
  const port: HostPort = {
    send: (message: MessageToMain) => {
      sendText(JSON.stringify(message));
    },
    ask: options.ask,
    encode: (value) => encodeWire(value, (bytes) => (bytes as unknown as Base64).toBase64()),
    decode: (value: WireValue) =>
      decodeWire(value, (text) => (Uint8Array as unknown as Base64).fromBase64(text)),
  };
  const ipcRenderer = createIpcRenderer(port);
  const webUtils = createWebUtils(port);
  const expose = createBridge(options.secret, 'isolated', {
    onFile: (file) => {
      webUtils.sawFile(file);
    },
  });
  Object.defineProperty(world, '__hostReceive', {
    value: (message: string) => {
      ipcRenderer.receive(JSON.parse(message) as MessageToPage);
    },
  });
  // Whether a window may open is asked before it opens: closing it afterwards can hang its opener
  // while Playwright holds new targets at their start.
  const mayOpen = (url: string, frameName: string, features: string): string => {
    const target = URL.parse(url === '' ? 'about:blank' : url, world.location.href);
    if (!target) throw new Error(`Unable to open a window with invalid URL '${url}'.`);
    return port.ask('mayOpenWindow', JSON.stringify({ url: target.href, frameName, features }));
  };
  expose(`${options.secret}open`, { mayOpen });

  const electron = guard('electron', {
    contextBridge: guard('contextBridge', { exposeInMainWorld: expose }),
    ipcRenderer: guard('ipcRenderer', ipcRenderer.api),
    webUtils: guard('webUtils', webUtils.api),
  });
  const require = (name: string): unknown => {
    if (name === 'electron') return electron;
    throw new Error(`module not found: ${name}`);
  };
  const module = { exports: {} };
  try {
    preload.call(module.exports, module.exports, require, module);
  } catch (error) {
    world.console.error(error);
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    port.send({ kind: 'preload-error', message });
  }
}
