import { complain } from '../complain.ts';
import type { ProtocolSession } from '../chromium/connection.ts';
import type { EventDetails } from '../chromium/protocol.ts';
import type { Question } from '../page/host-port.ts';
import { preloadUrlPrefix, stoppingFunction } from '../page/page-scripts.ts';

/** Answers the questions that the page has stopped for. */
interface PausedPageOptions {
  mayOpenWindow(detail: string): string;
  /** The page goes on: what was held back meanwhile may be delivered. */
  resumed(): void;
}

/** Synchronous calls from the preload: the page stands at the debugger until it is answered. */
export class PausedPage {
  readonly #session: ProtocolSession;
  readonly #options: PausedPageOptions;
  // Known by number, so that the page cannot forge a call: a call frame's own url is empty here.
  readonly #ownScripts = new Set<string>();
  #stops = 0;

  constructor(session: ProtocolSession, options: PausedPageOptions) {
    this.#session = session;
    this.#options = options;
    session.on('Debugger.scriptParsed', ({ url, scriptId, executionContextAuxData }) => {
      const world = executionContextAuxData as { type?: string } | undefined;
      if (url.startsWith(preloadUrlPrefix) && world?.type === 'isolated') {
        this.#ownScripts.add(scriptId);
      }
    });
    session.on('Debugger.paused', (details) => {
      this.#stops++;
      void this.#answer(details);
    });
  }

  /**
   * While the page is stopped no listener may run in it, so nothing may be sent to it. Stops are
   * counted because the next one can be reported before the answer to `Debugger.resume`.
   */
  get isStopped(): boolean {
    return this.#stops > 0;
  }

  async #answer({ callFrames: [frame] }: EventDetails<'Debugger.paused'>): Promise<void> {
    try {
      const isOwn = frame !== undefined && this.#ownScripts.has(frame.location.scriptId);
      if (isOwn && frame.functionName === stoppingFunction) await this.#exchange(frame.callFrameId);
    } catch (error) {
      complain('electron-host: a synchronous call failed:', error);
    }
    // Only now: Debugger.resume overtakes an evaluation that was sent before it, and the answer
    // would then be written into the next call.
    await this.#session.send('Debugger.resume').catch(() => undefined);
    this.#stops--;
    if (!this.isStopped) this.#options.resumed();
  }

  async #exchange(callFrameId: string): Promise<void> {
    const read = (expression: string, returnByValue: boolean) =>
      this.#session.send('Debugger.evaluateOnCallFrame', {
        callFrameId,
        expression,
        returnByValue,
      });
    const [question, detail] = await Promise.all([
      read('box.question', true),
      read('box.detail', false),
    ]);
    const answer = await this.#answerTo(question.result.value as Question, detail.result);
    await read(`box.answer = ${JSON.stringify(answer)}`, true);
  }

  async #answerTo(
    question: Question,
    detail: { readonly value?: unknown; readonly objectId?: string },
  ): Promise<string> {
    switch (question) {
      case 'getPathsForFiles':
        return JSON.stringify(await this.#pathsOf(detail.objectId ?? ''));
      case 'mayOpenWindow':
        return this.#options.mayOpenWindow(String(detail.value));
    }
  }

  /** The absolute paths of an array of Files, from Blink itself; '' for a File made by script. */
  async #pathsOf(objectId: string): Promise<string[]> {
    const { result } = await this.#session.send('Runtime.getProperties', {
      objectId,
      ownProperties: true,
    });
    const files = result.filter(({ name }) => /^\d+$/.test(name));
    const found = await Promise.all(
      files.map(({ value }) =>
        this.#session.send('DOM.getFileInfo', { objectId: value?.objectId ?? '' }),
      ),
    );
    this.#session.post('Runtime.releaseObject', { objectId });
    return found.map(({ path }) => path);
  }
}
