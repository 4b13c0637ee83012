/** Collects messages for another thread: messages that travel together cost less. */
export class Outbox<Message> {
  readonly #post: (batch: readonly Message[]) => void;
  #batch: Message[] = [];

  constructor(post: (batch: readonly Message[]) => void) {
    this.#post = post;
  }

  /** Posts `message` together with all other messages of this turn of the event loop. */
  add(message: Message): void {
    this.#batch.push(message);
    if (this.#batch.length === 1) setImmediate(() => this.#flush());
  }

  /** Posts `message` and all waiting messages at once. */
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
