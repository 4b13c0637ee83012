import { inspect } from 'node:util';

/** Says on stderr what went wrong in the host, where Playwright and the terminal show it. */
export function complain(message: string, error: unknown): void {
  process.stderr.write(
    `${message} ${error instanceof Error ? (error.stack ?? '') : inspect(error)}\n`,
  );
}
