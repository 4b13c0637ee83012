import { type Command, CommanderError } from 'commander';
import { toErrorRecord } from '../../shared/errors.ts';
import { OtherFerryVersion, RunningFerryGone } from '../control/client.ts';
import { printable } from '../../shared/text/printable.ts';
import { describeError, errorFacts } from './report/describe-error.ts';
import { type ExitCode, exitCodes, UsageError } from './report/exit-codes.ts';
import { Interrupted } from './run/interrupts.ts';
import { createProgram, ownVersion } from './arguments/program.ts';
import type { NoticeEvent } from './report/run-event.ts';
import { InputError } from './arguments/standard-input.ts';
import { reportFailure } from './report/command-output.ts';
import type { World } from './run/world.ts';

/** Flag names by which users try to pass keys. */
const secretFlag = /^--?(?:access|secret|security|session|sts|key|token|password|ak|sk|i|k|t)/i;

/**
 * Rewords the error of commander. The message omits the values of unknown options, because a value
 * may be a secret.
 */
function usageFrom(error: CommanderError, help: string): UsageError {
  const unknown = /unknown option '(--[^='\s]+|-[^-])/.exec(error.message)?.[1];
  if (unknown !== undefined) {
    const suggestion = /\(Did you mean (--[\w-]+)\?\)/.exec(error.message)?.[1];
    if (secretFlag.test(unknown) && suggestion === undefined) {
      return new UsageError(
        `There is no option ${printable(unknown)}: Ferry takes no keys as arguments, because other programs can read them there.`,
        'Set OSS_ACCESS_KEY_ID and OSS_ACCESS_KEY_SECRET in the environment, or use --profile.',
      );
    }
    return new UsageError(
      `There is no option ${printable(unknown)}.`,
      suggestion === undefined ? help : `Did you mean ${suggestion}?`,
    );
  }
  const [first = ''] = error.message.replace(/^error: /, '').split('\n');
  const sentence = printable(first.charAt(0).toUpperCase() + first.slice(1));
  return new UsageError(sentence.endsWith('.') ? sentence : `${sentence}.`, help);
}

interface Failure {
  readonly notice: NoticeEvent;
  readonly exitCode: ExitCode;
}

function usageFailure(error: UsageError): Failure {
  const { message, next } = error;
  return {
    notice: { type: 'notice', level: 'error', code: 'usage', message, next },
    exitCode: exitCodes.usage,
  };
}

function noticeFailure(notice: Pick<NoticeEvent, 'code' | 'message' | 'next'>): Failure {
  return {
    notice: { type: 'notice', level: 'error', ...notice },
    exitCode: exitCodes.failed,
  };
}

/** One sentence and a next step for any thrown value. */
function failureOf(thrown: unknown, help = 'See "ferry --help".'): Failure {
  if (thrown instanceof UsageError) return usageFailure(thrown);
  if (thrown instanceof CommanderError) return usageFailure(usageFrom(thrown, help));
  if (thrown instanceof Interrupted) {
    return {
      notice: { type: 'notice', level: 'info', code: 'interrupted', message: thrown.message },
      exitCode: exitCodes.interrupted,
    };
  }
  if (thrown instanceof InputError) {
    const { message, next } = thrown;
    return {
      notice: { type: 'notice', level: 'error', code: 'input-failed', message, next },
      exitCode: exitCodes.failed,
    };
  }
  if (thrown instanceof RunningFerryGone) {
    return noticeFailure({
      code: 'running-ferry-ended',
      message: 'The Ferry that was running has ended before this command was done.',
      next: 'Run the command again, or "ferry resume".',
    });
  }
  if (thrown instanceof OtherFerryVersion) {
    return noticeFailure({
      code: 'other-version',
      message: `The Ferry that is running with this database has version ${thrown.version}, which this one (${ownVersion()}) does not understand.`,
      next: 'Wait until it has finished or quit it, then run the command again; update the older one.',
    });
  }
  const error = toErrorRecord(thrown);
  const { sentence, next } = describeError(error);
  const facts = errorFacts(error);
  const message = facts === '' ? sentence : `${sentence} (${facts})`;
  return {
    notice: { type: 'notice', level: 'error', code: error.code, message, next, error },
    exitCode: error.code === 'database-foreign' ? exitCodes.usage : exitCodes.failed,
  };
}

function helpFor(program: Command, word: string | undefined): string {
  const known = program.commands.some((command) => command.name() === word);
  return `See "ferry ${known && word !== undefined ? `${word} ` : ''}--help".`;
}

/**
 * Runs the command line and prints how it ended. Never throws.
 *
 * @param words the arguments after the name of the program.
 */
export async function run(words: readonly string[], world: World): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.done;
  const program = createProgram(world, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(words, { from: 'user' });
    return exitCode;
  } catch (thrown) {
    // Commander has already printed the requested help or version.
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return exitCodes.done;
    if (thrown instanceof CommanderError && thrown.code === 'commander.help') {
      world.stdout.write(program.helpInformation());
      return exitCodes.usage;
    }
    const failure = failureOf(thrown, helpFor(program, words[0]));
    reportFailure(world, words.includes('--json'), failure.notice);
    if (world.environment['FERRY_DEBUG'] === '1' && thrown instanceof Error) {
      world.stderr.write(`${printable(thrown.stack ?? '').replaceAll('\\n', '\n')}\n`);
    }
    return failure.exitCode;
  }
}
