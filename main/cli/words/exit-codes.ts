/** How the command line ends. */
export const exitCodes = {
  /** Everything that was asked for is done. */
  done: 0,
  /** Something failed, or waits for a person. */
  failed: 1,
  /** The command was not understood; nothing was changed. */
  usage: 2,
  /** Interrupted by a signal; `ferry resume` goes on. 128 + SIGINT, as shells have it. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
