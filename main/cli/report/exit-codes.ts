/** The exit codes of the command line. */
export const exitCodes = {
  /** All requested work is done. */
  done: 0,
  /** A file or the command failed, or a file waits for the user. */
  failed: 1,
  /** The arguments are invalid; the command changed nothing. */
  usage: 2,
  /** A signal interrupted the run; `ferry resume` continues it. 128 + SIGINT, as in shells. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

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
