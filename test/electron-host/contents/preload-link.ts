import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ProtocolSession } from '../chromium/connection.ts';
import type { MessageToMain, MessageToPage } from '../page/host-port.ts';
import { isolatedWorldName, isolatedWorldScript, mainWorldScript } from '../page/page-scripts.ts';
import { PausedPage } from './paused-page.ts';

/** Whom the preload talks to. */
export interface PreloadLinkOptions {
  readonly preloadPath: string;
  /** Answers the page, which has stopped for the answer; `detail` is a JSON text. */
  mayOpenWindow(detail: string): string;
  /** A message of the preload; answers go to the context it came from. */
  received(message: MessageToMain, contextId: number): void;
}

interface HeldMessage {
  readonly message: MessageToPage;
  readonly contextId: number;
}

const deliverySource = 'function(text){typeof __hostReceive==="function"&&__hostReceive(text)}';

/** Messages between the main process and the preload of one page, over one session. */
export class PreloadLink {
  readonly #session: ProtocolSession;
  readonly #options: PreloadLinkOptions;
  readonly #paused: PausedPage;
  #contextId: number | undefined;
  #held: HeldMessage[] = [];

  constructor(session: ProtocolSession, mainFrameId: string, options: PreloadLinkOptions) {
    this.#session = session;
    this.#options = options;
    this.#paused = new PausedPage(session, {
      mayOpenWindow: (detail) => options.mayOpenWindow(detail),
      resumed: () => {
        const held = this.#held;
        this.#held = [];
        for (const { message, contextId } of held) this.#deliver(message, contextId);
      },
    });
    this.#watchContexts(mainFrameId);
    session.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
      if (name !== '__hostSend') return;
      options.received(JSON.parse(payload) as MessageToMain, executionContextId);
    });
  }

  /** Commands that put both scripts into every document to come. */
  install(): Promise<unknown>[] {
    const { preloadPath } = this.#options;
    const secret = `e${randomBytes(12).toString('hex')}`;
    const preload = readFileSync(preloadPath, 'utf8');
    return [
      this.#session.send('Debugger.enable'),
      this.#session.send('Runtime.addBinding', {
        name: '__hostSend',
        executionContextName: isolatedWorldName,
      }),
      this.#session.send('Page.addScriptToEvaluateOnNewDocument', {
        source: mainWorldScript(secret),
      }),
      this.#session.send('Page.addScriptToEvaluateOnNewDocument', {
        source: isolatedWorldScript(secret, preloadPath, preload),
        worldName: isolatedWorldName,
      }),
    ];
  }

  /**
   * Sends to the preload. Lost, as in Electron, when there is none to hear it; held back while the
   * page is stopped, or its listeners would run in the middle of a call.
   */
  post(message: MessageToPage, contextId = this.#contextId): void {
    if (contextId === undefined) return;
    if (this.#paused.isStopped) this.#held.push({ message, contextId });
    else this.#deliver(message, contextId);
  }

  #deliver(message: MessageToPage, executionContextId: number): void {
    this.#session.post('Runtime.callFunctionOn', {
      functionDeclaration: deliverySource,
      arguments: [{ value: JSON.stringify(message) }],
      executionContextId,
    });
  }

  #watchContexts(mainFrameId: string): void {
    this.#session.on('Runtime.executionContextCreated', ({ context }) => {
      const { frameId } = (context.auxData ?? {}) as { frameId?: string };
      if (context.name === isolatedWorldName && frameId === mainFrameId) {
        this.#contextId = context.id;
      }
    });
    this.#session.on('Runtime.executionContextDestroyed', ({ executionContextId }) => {
      if (executionContextId === this.#contextId) this.#contextId = undefined;
    });
    this.#session.on('Runtime.executionContextsCleared', () => {
      this.#contextId = undefined;
    });
  }
}
