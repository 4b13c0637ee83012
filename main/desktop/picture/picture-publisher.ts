import { isDeepStrictEqual } from 'node:util';
import type { LineKey, Question } from '../../../shared/ipc/picture-question.ts';
import type { EngineState } from '../../../shared/engine-state.ts';
import type { Picture, PictureLine, UploadLine } from '../../../shared/ipc/picture.ts';
import type { SavedDestination } from '../../../shared/preferences.ts';
import { TransferError } from '../../../shared/errors.ts';
import type { Engine, ProgressUpdate } from '../../engine/api.ts';
import type { PictureQueries } from '../../engine/ports/picture-queries.ts';
import type { TransferQueries } from '../../engine/ports/transfer-queries.ts';
import type { TransferSelection } from '../../engine/ports/row-selection.ts';
import { PictureMaker } from './picture-maker.ts';

export interface PicturePublisherOptions {
  readonly engine: Pick<Engine, 'snapshot' | 'subscribe'>;
  readonly queries: PictureQueries & Pick<TransferQueries, 'transfers'>;
  readonly saved: () => readonly SavedDestination[];
  /** Commands at work. */
  readonly working: () => Picture['working'];
  /** Uploads whose conflict answer is held for an undo: they do not ask. */
  readonly answered: () => ReadonlySet<number>;
  readonly send: (picture: Picture) => void;
  readonly isVisible: () => boolean;
  /** Wall clock, milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds that never jump. */
  readonly monotonic: () => number;
  /** Calls `work` after some milliseconds; returns the function that cancels it. */
  readonly after: (milliseconds: number, work: () => void) => () => void;
}

/** Milliseconds between two pictures: at most ten a second. */
const shortestPause = 100;
/** A picture that takes long is drawn less often: the store has other work. */
const pauseForCost = 5;

/**
 * Keeps the question of one window and answers it: at once, and whenever the answer changed. The
 * engine's updates are the only cause of a new picture.
 */
export class PicturePublisher {
  readonly #options: PicturePublisherOptions;
  readonly #maker: PictureMaker;
  readonly #unsubscribe: () => void;
  #question: Question | undefined;
  #last: Picture | undefined;
  #revision = 0;
  #isDirty = false;
  #drawing: Promise<void> | undefined;
  #cancelTimer: (() => void) | undefined;
  /** Ends the wait for a change that no update causes, such as a slot that becomes free. */
  #cancelNext: (() => void) | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #drawnAt = -Infinity;
  #cost = 0;
  #update: ProgressUpdate | undefined;

  constructor(options: PicturePublisherOptions) {
    this.#options = options;
    this.#maker = new PictureMaker({
      ...options,
      changed: () => {
        this.#touch();
      },
    });
    this.#unsubscribe = options.engine.subscribe((update) => {
      this.#take(update);
      this.#touch();
    });
  }

  /** Answers a question and keeps it. A later question may be answered first. */
  async ask(question: Question): Promise<Picture> {
    this.#question = question;
    if (this.#update === undefined) this.#take(await this.#options.engine.snapshot());
    const picture = await this.#draw(question);
    if (this.#question === question) this.#last = picture;
    return picture;
  }

  /** Call it when the window is shown again, and when the saved destinations changed. */
  redraw(): void {
    this.#touch();
  }

  /**
   * Shows at once that a command is at work. The rest of the picture stays for now: a store that is
   * busy with other commands would keep the answer back.
   */
  showWorking(): void {
    const working = this.#options.working();
    this.#sendAmended((last) => ({ ...last, working }));
    this.#touch();
  }

  /** Resolves when the pictures that are being made now are made. */
  async made(): Promise<void> {
    await this.#turn;
  }

  /** The selection of the kept question. @throws TransferError `call-refused` without one */
  async selection(): Promise<TransferSelection> {
    return await this.#maker.selection(this.#kept());
  }

  /** What the selection of the kept question covers, as the newest picture of it says. */
  async summary(): Promise<Picture['selected']> {
    const question = this.#kept();
    const shown = this.#last?.seq === question.seq ? this.#last.selected : undefined;
    return shown ?? (await this.#maker.summary(question));
  }

  /** The keys of the lines between two lines of the kept question, both included. */
  async keysBetween(first: number, last: number): Promise<readonly LineKey[]> {
    return await this.#maker.keysBetween(this.#kept(), first, last);
  }

  stop(): void {
    this.#unsubscribe();
    this.#cancelTimer?.();
    this.#cancelNext?.();
    this.#maker.stop();
    this.#question = undefined;
  }

  #kept(): Question {
    if (this.#question !== undefined) return this.#question;
    throw new TransferError({ code: 'call-refused', detail: 'The window has asked nothing.' });
  }

  #take(update: ProgressUpdate): void {
    if (this.#update !== undefined && update.revision < this.#update.revision) return;
    this.#update = update;
    this.#maker.take(update);
  }

  #touch(): void {
    this.#isDirty = true;
    this.#drawSoon();
  }

  #drawSoon(): void {
    const { isVisible, monotonic, after } = this.#options;
    if (this.#cancelTimer !== undefined || this.#drawing !== undefined) return;
    if (!this.#isDirty || this.#question === undefined || !isVisible()) return;
    const pause = Math.max(shortestPause, this.#cost * pauseForCost);
    const wait = Math.max(0, this.#drawnAt + pause - monotonic());
    this.#cancelTimer = after(wait, () => {
      this.#cancelTimer = undefined;
      this.#drawing = this.#push().finally(() => {
        this.#drawing = undefined;
        this.#drawSoon();
      });
    });
  }

  async #push(): Promise<void> {
    const question = this.#question;
    if (question === undefined || !this.#options.isVisible()) return;
    this.#isDirty = false;
    try {
      const picture = await this.#draw(question);
      // The window has asked something else meanwhile, and gets that answer.
      if (question !== this.#question) return;
      const before = this.#last;
      if (
        before !== undefined &&
        isDeepStrictEqual({ ...picture, revision: 0 }, { ...before, revision: 0 })
      ) {
        return;
      }
      this.#last = picture;
      this.#options.send(picture);
    } catch {
      // A queue that is closing or whose disk is full rejects reads; the next update tries again. Of
      // a failed engine no other update may come, and its store may answer no more.
      const engine = this.#update?.engine;
      if (engine?.name !== 'failed' || this.#last?.engine.name === 'failed') return;
      this.#sendAmended((last) => stoppedPicture(last, engine));
    }
  }

  /** Sends the last picture with a change that needs no answer of the store. */
  #sendAmended(amend: (last: Picture) => Picture): void {
    const last = this.#last;
    if (last === undefined || last.seq !== this.#question?.seq || !this.#options.isVisible())
      return;
    this.#revision += 1;
    this.#last = { ...amend(last), revision: this.#revision };
    this.#options.send(this.#last);
  }

  /** Draws one picture after the other: they share what the maker keeps. */
  #draw(question: Question): Promise<Picture> {
    const drawn = this.#turn.then(() => this.#make(question));
    this.#turn = drawn.catch(() => undefined);
    return drawn;
  }

  async #make(question: Question): Promise<Picture> {
    const { monotonic, after } = this.#options;
    const begun = monotonic();
    const { picture, nextAt } = await this.#maker.make(question);
    this.#drawnAt = monotonic();
    this.#cost = this.#drawnAt - begun;
    this.#cancelNext?.();
    this.#cancelNext =
      nextAt === undefined
        ? undefined
        : after(Math.max(0, nextAt - this.#drawnAt), () => {
            this.#touch();
          });
    this.#revision += 1;
    // A command may have been accepted while the store was read.
    return { ...picture, working: this.#options.working(), revision: this.#revision };
  }
}

/** The last picture, once the engine failed and its store answers no more: nothing moves. */
export function stoppedPicture(
  { secondsLeft: _secondsLeft, connections: _connections, ...last }: Picture,
  engine: EngineState,
): Picture {
  const { list, upload } = last;
  return {
    ...last,
    engine,
    speed: 0,
    list: { ...list, lines: list.lines.map(stoppedLine) },
    ...(upload !== undefined && {
      upload: {
        ...upload,
        line: stoppedUpload(upload.line),
        slots: upload.slots.map(() => null),
        ...(upload.small !== undefined && { small: { files: 0, filesPerSecond: 0, speed: 0 } }),
      },
    }),
  };
}

function stoppedLine(line: PictureLine): PictureLine {
  return line.kind === 'upload' ? stoppedUpload(line) : line;
}

function stoppedUpload(line: UploadLine): UploadLine {
  const { secondsLeft: _secondsLeft, ...rest } = line;
  return line.endedAt === undefined ? { ...rest, speed: 0, state: 'stopped' } : line;
}
