/** The command was not understood: exit code 2. Nothing has been stored or sent. */
export class UsageError extends Error {
  /** What to do instead. */
  readonly next: string;

  /** @param sentence what is wrong, in one sentence; must not repeat a secret. */
  constructor(sentence: string, next: string) {
    super(sentence);
    this.name = 'UsageError';
    this.next = next;
  }
}
