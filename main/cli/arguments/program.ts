import { Argument, Command } from 'commander';
import type { ChangeFlags, ClearFlags } from '../commands/change-queue.ts';
import type { AbortFlags } from '../commands/parts.ts';
import type { DoctorFlags } from '../commands/doctor.ts';
import type { HandoverFlags } from '../commands/handover.ts';
import type { LinksFlags } from '../commands/links.ts';
import type { PolicyFlags } from '../commands/policy.ts';
import type { ResumeFlags, RetryFlags } from '../commands/continue-rows.ts';
import type { StatusFlags } from '../commands/status.ts';
import type { VerifyFlags } from '../commands/verify.ts';
import { listFormats } from '../commands/list-formats.ts';
import type { ExitCode } from '../report/exit-codes.ts';
import type { World } from '../run/world.ts';
import manifest from '../../../package.json' with { type: 'json' };
import {
  addAccountOptions,
  addCommonOptions,
  addConflictOption,
  addObjectOptions,
  addPartsOptions,
  addRunOptions,
  addScanOptions,
  partSizeOption,
  valueOption,
} from './flag-options.ts';
import {
  choice,
  limitValue,
  linkLifetimeValue,
  proxyValue,
  transferId,
  wholeNumber,
} from './flag-values.ts';
import { errorCodeValue, type CommonFlags, type PartsFlags, type UploadFlags } from './flags.ts';

function idsArgument(): Argument {
  return new Argument('[ids...]', 'ids of transfers, as "ferry status" shows them').argParser(
    (text: string, before: readonly number[] | undefined) => [...(before ?? []), transferId(text)],
  );
}

const batchNumber = wholeNumber('--batch', 1, 999_999_999);

/**
 * Builds all commands with their flags. Each loads what it needs when it runs, because a short
 * command waits longest for files that it never uses.
 *
 * @param ended receives the exit code of the command that ran.
 */
export function createProgram(world: World, ended: (code: ExitCode) => void): Command {
  const program = new Command('ferry')
    .description('Uploads files and folders to Alibaba Cloud OSS, and goes on where it stopped.')
    .version(ownVersion())
    .addHelpText('after', afterHelp)
    .configureOutput({
      writeOut: (text) => void world.stdout.write(text),
      // `run` catches commander's error and prints it, so commander itself prints nothing.
      writeErr: () => undefined,
    })
    .exitOverride();

  function command(parent: Command, nameAndArguments: string, description: string): Command {
    // A subcommand inherits how commander writes output and throws errors.
    return addCommonOptions(parent.command(nameAndArguments).description(description));
  }

  const uploadCommand = command(program, 'upload', 'upload files and folders')
    .argument('<paths...>', 'files and folders, or - for standard input')
    .requiredOption(
      '--to <place>',
      'oss://bucket/prefix/ for a folder; without the slash at the end, the whole key of one file',
    )
    .option('--name <name>', 'name of standard input')
    .option('--allow-empty', 'let empty standard input become an empty object')
    .option('--with-unfinished', 'afterwards, go on with what earlier uploads left');
  addConflictOption(uploadCommand, true);
  addScanOptions(uploadCommand);
  addObjectOptions(uploadCommand);
  addRunOptions(uploadCommand);
  addAccountOptions(uploadCommand);
  uploadCommand
    .addHelpText('after', uploadHelp)
    .action(async (paths: string[], flags: Partial<UploadFlags> & Pick<UploadFlags, 'to'>) => {
      const lists = { include: [], exclude: [], meta: [], header: [], tag: [] };
      const { upload } = await import('../commands/upload.ts');
      ended(await upload(paths, { ...lists, ...flags }, world));
    });

  const resumeCommand = command(program, 'resume', 'go on with everything unfinished or paused');
  addConflictOption(addRunOptions(resumeCommand), false).action(async (flags: ResumeFlags) => {
    const { resume } = await import('../commands/continue-rows.ts');
    ended(await resume(flags, world));
  });

  command(program, 'status', 'show what is done, unfinished and failed')
    .option('--failed', 'failed files only')
    .action(async (flags: StatusFlags) => {
      const { status } = await import('../commands/status.ts');
      ended(await status(flags, world));
    });

  const retryCommand = command(program, 'retry', 'try failed files again')
    .addArgument(idsArgument())
    .option('--all', 'all that have failed')
    .addOption(valueOption('--error <code>', 'all that failed for this cause', errorCodeValue))
    .option('--key <key>', 'give the one transfer that is named another object key')
    .addOption(partSizeOption());
  addConflictOption(addRunOptions(retryCommand), false).action(
    async (ids: number[], flags: RetryFlags) => {
      const { retry } = await import('../commands/continue-rows.ts');
      ended(await retry(ids, flags, world));
    },
  );

  command(program, 'pause', 'leave unfinished files alone until "ferry resume"')
    .addArgument(idsArgument())
    .addOption(valueOption('--batch <n>', 'all of this batch', batchNumber))
    .option('--all', 'all that are unfinished')
    .action(async (ids: number[], flags: ChangeFlags) => {
      const { pause } = await import('../commands/change-queue.ts');
      ended(await pause(ids, flags, world));
    });

  command(program, 'cancel', 'give files up, and abort their unfinished uploads at OSS')
    .addArgument(idsArgument())
    .addOption(valueOption('--batch <n>', 'all of this batch', batchNumber))
    .option('--all', 'all that are not done')
    .action(async (ids: number[], flags: ChangeFlags) => {
      const { cancel } = await import('../commands/change-queue.ts');
      ended(await cancel(ids, flags, world));
    });

  command(program, 'clear', 'forget finished files; the objects stay')
    .option('--done', 'done, skipped and cancelled ones (default)')
    .option('--failed', 'failed ones')
    .option('--all', 'all of these')
    .action(async (flags: ClearFlags) => {
      const { clear } = await import('../commands/change-queue.ts');
      ended(await clear(flags, world));
    });

  command(program, 'limit', 'limit the speed of everything together, also while Ferry runs')
    .addArgument(new Argument('<speed>', 'such as 10MB/s, or none').argParser(limitValue))
    .action(async (speed: number | null, flags: CommonFlags) => {
      const { limit } = await import('../commands/change-queue.ts');
      ended(await limit(speed, flags, world));
    });

  program
    .command('policy')
    .description('print the RAM policy that is just enough to upload to a place')
    .requiredOption('--to <place>', 'as for "ferry upload"')
    .action(async (flags: PolicyFlags) => {
      const { policy } = await import('../commands/policy.ts');
      ended(policy(flags, world));
    });

  const doctorCommand = program
    .command('doctor')
    .description('check the way to OSS, the account and a place, step by step')
    .option('--to <place>', 'also check this place, as for "ferry upload"')
    .option('--no-speed', 'do not measure the speed, which sends 2 MiB to each address')
    .option('--json', 'one JSON event a line, the last of type "summary"')
    .addOption(
      valueOption('--proxy <url>', 'http://host:port, none, or system (default)', proxyValue),
    );
  addAccountOptions(doctorCommand).action(async (flags: DoctorFlags) => {
    const { doctor } = await import('../commands/doctor.ts');
    ended(await doctor(flags, world));
  });

  const linksCommand = command(program, 'links', 'print links to objects')
    .argument('[objects...]', 'objects, as oss://bucket/key')
    .addOption(valueOption('--batch <n>', 'the objects of this batch', batchNumber))
    .addOption(
      valueOption(
        '--lifetime <time>',
        'signed links work for so long: 30m, 12h, 7d (default, and the most)',
        linkLifetimeValue,
      ),
    )
    .option('--signed', 'sign also the links to public objects')
    .addOption(
      valueOption('--proxy <url>', 'http://host:port, none, or system (default)', proxyValue),
    );
  addAccountOptions(linksCommand).action(async (objects: string[], flags: LinksFlags) => {
    const { links } = await import('../commands/links.ts');
    ended(await links(objects, flags, world));
  });

  command(program, 'handover', 'write what is left of a batch as a list for another program')
    .addOption(valueOption('--batch <n>', 'the batch, as "ferry status" shows it', batchNumber))
    .addOption(
      valueOption(
        '--format <program>',
        `the program that reads the list: ${listFormats.join(', ')}`,
        choice('--format', listFormats),
      ),
    )
    .option('--output <folder>', 'the folder to make (default: ferry-handover-N)')
    .option('--source <url>', 'address before the absolute paths (distcp, ossimport)')
    .option('--with-failed', 'also the files that failed')
    .option('--force', 'move a folder of that name aside')
    .addHelpText('after', handoverHelp)
    .action(async (flags: HandoverFlags) => {
      const { handover } = await import('../commands/handover.ts');
      ended(await handover(flags, world));
    });

  const verifyCommand = command(
    program,
    'verify',
    'compare what was handed over with its objects, by size and CRC-64',
  )
    .addOption(valueOption('--batch <n>', 'the batch that was handed over', batchNumber))
    .addOption(
      valueOption('--proxy <url>', 'http://host:port, none, or system (default)', proxyValue),
    );
  addAccountOptions(verifyCommand).action(async (flags: VerifyFlags) => {
    const { verify } = await import('../commands/verify.ts');
    ended(await verify(flags, world));
  });

  const parts = program
    .command('parts')
    .description('unfinished multipart uploads of a bucket, which cost money');
  const listCommand = command(parts, 'list', 'list them, and which Ferry each belongs to');
  addPartsOptions(listCommand).action(async (flags: PartsFlags) => {
    const { listParts } = await import('../commands/parts.ts');
    ended(await listParts(flags, world));
  });
  const abortCommand = command(parts, 'abort', 'abort those that you name; the parts are deleted')
    .argument('[uploadIds...]', 'upload ids, as "ferry parts list" shows them')
    .option('--unknown', 'those that belong to no Ferry of yours')
    .option('--of-database <file>', 'those of the Ferry that works with this database')
    .option('--yes', 'do not ask');
  addPartsOptions(abortCommand).action(async (uploadIds: string[], flags: AbortFlags) => {
    const { abortParts } = await import('../commands/parts.ts');
    ended(await abortParts(uploadIds, flags, world));
  });
  return program;
}

/** The text below the help of `ferry`. */
export const afterHelp = `
Keys come from the environment, never from arguments:
  OSS_ACCESS_KEY_ID, OSS_ACCESS_KEY_SECRET, OSS_SESSION_TOKEN (for STS)
  OSS_REGION, OSS_ENDPOINT
or from a profile of ossutil's config file: --profile NAME

Exit codes: 0 all done, 1 something failed or waits for you, 2 wrong usage,
130 interrupted; "ferry resume" goes on.`;

/** The text below the help of `ferry handover`. */
const handoverHelp = `
The folder holds the lists and files.jsonl with every path, key and size. README.txt in it has
the commands to run, and names the options that the lists do not contain. Afterwards Ferry
does not send the listed files. Run "ferry verify --batch N" when the other program has
finished.`;

/** The text below the help of `ferry upload`. */
export const uploadHelp = `
Where files go:
  ferry upload photos --to oss://bucket/2026/         2026/photos/…
  ferry upload a.csv b.csv --to oss://bucket/in/      in/a.csv, in/b.csv
  ferry upload a.csv --to oss://bucket/in/today.csv   in/today.csv
  some-program | ferry upload - --name a.csv --to oss://bucket/in/

Standard input is written to a file before it is sent, so that the upload can go on after
an interruption. The file lies in the folder "spool" beside the database (see --db) and is
removed when the object is stored. Input that is empty or fails is not uploaded.

When an object exists (--conflict):
  ask             ask once for the whole upload (default on a terminal)
  skip            leave the object as it is
  skip-identical  leave it when size and CRC-64 are equal, else overwrite it
  newer           overwrite it when the file is newer
  overwrite       overwrite it
  rename          upload as "name (1)"
  fail            leave the object, and count the file as failed
Without a terminal and without --conflict, identical objects are left alone and
different ones are left too but count as failed: nothing is ever overwritten unless
you say so.

The same command given again after an interruption goes on where it stopped; nothing
is sent twice. Work that earlier uploads left is named and waits for "ferry resume" or
--with-unfinished. Sizes: MB is 1,000,000 bytes, MiB is 1,048,576.`;

/** The version in this Ferry's manifest. */
export function ownVersion(): string {
  return manifest.version;
}
