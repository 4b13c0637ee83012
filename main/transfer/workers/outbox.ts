/** Collects messages for another thread: a message costs less when it shares a posting. */
export class Outbox<Message> {
  readonly #post: (batch: readonly Message[]) => void;
  #batch: Message[] = [];

  constructor(post: (batch: readonly Message[]) => void) {
    this.#post = post;
  }

  /** Posts `message` together with everything else of this turn of the event loop. */
  add(message: Message): void {
    this.#batch.push(message);
    if (this.#batch.length === 1) setImmediate(() => this.#flush());
  }

  /** Posts `message`, and what is waiting before it, at once. */
  addUrgent(message: Message): void {
    this.#batch.push(message);
    this.#flush();
  }

  #flush(): void {
    if (this.#batch.length === 0) return;
    const batch = this.#batch;
    this.#batch = [];
    this.#post(batch);
  }
}
