/** The arguments are invalid: exit code 2. Ferry has stored and sent nothing. */
export class UsageError extends Error {
  /** The next step for the user. */
  readonly next: string;

  /** @param sentence the problem in one sentence; must not repeat a secret. */
  constructor(sentence: string, next: string) {
    super(sentence);
    this.name = 'UsageError';
    this.next = next;
  }
}
