import { Option } from 'commander';
import type { Command } from 'commander';
import {
  conflictPolicies,
  encryptionAlgorithms,
  objectAcls,
  storageClasses,
} from '../../../shared/upload/upload-options.ts';
import { defaultSettings } from '../../../shared/settings.ts';
import { ossLimits } from '../../../shared/upload/oss-limits.ts';
import {
  ageValue,
  choice,
  headerValue,
  idleTimeoutValue,
  keyValue,
  limitValue,
  partSizeValue,
  pattern,
  proxyValue,
  sizeBetween,
  wholeNumber,
} from './flag-values.ts';
import type { FlagParser } from './flag-values.ts';

/** An option whose value `parse` reads. */
export function valueOption<T>(flags: string, description: string, parse: FlagParser<T>): Option {
  return new Option(flags, description).argParser(parse);
}

/** A repeatable option; absent when the flag is not given. */
function listOption<T>(flags: string, description: string, parse: FlagParser<T>): Option {
  return new Option(flags, description).argParser(
    (text: string, before: readonly T[] | undefined) => [...(before ?? []), parse(text)],
  );
}

/** `--db`, `--json`, `--log`. */
export function addCommonOptions(command: Command): Command {
  return command
    .option('--db <file>', 'the database of the queue (default: in your data folder)')
    .option('--json', 'one JSON event a line, the last of type "summary"')
    .option('--log <file>', 'write a log of JSON lines to this file');
}

/** `--endpoint`, `--region`, `--profile`, `--addressing`, `--data-endpoint`, `--domain`. */
export function addAccountOptions(command: Command): Command {
  return command
    .option('--endpoint <url>', 'endpoint of OSS; https unless it says http (OSS_ENDPOINT)')
    .option(
      '--region <region>',
      'region such as cn-hangzhou, when the endpoint does not contain it (OSS_REGION)',
    )
    .option(
      '--profile <name>',
      "take keys, endpoint and region from this profile of ossutil's config file",
    )
    .addOption(
      valueOption(
        '--addressing <how>',
        'how the bucket is named in requests: virtual-host (default), path, custom-domain',
        choice('--addressing', ['virtual-host', 'path', 'custom-domain'] as const),
      ),
    )
    .option('--data-endpoint <url>', 'endpoint for the data, when --endpoint takes none')
    .option('--domain <name>', 'domain that is bound to the bucket; the data goes through it');
}

/** Settings that apply to this run only. */
export function addRunOptions(command: Command): Command {
  return command
    .addOption(
      valueOption(
        '--threshold <size>',
        'files up to this size go by one request (default: 8MiB)',
        sizeBetween('--threshold', 0, ossLimits.maxPutSize),
      ),
    )
    .addOption(
      valueOption('--jobs <n>', 'large files at once (default: 3)', wholeNumber('--jobs', 1, 64)),
    )
    .addOption(
      valueOption(
        '--parts <n>',
        'most parts at once, all files together (default: 32)',
        wholeNumber('--parts', 1, 128),
      ),
    )
    .addOption(
      valueOption('--limit <speed>', 'bandwidth limit such as 10MB/s, or none', limitValue),
    )
    .addOption(
      valueOption('--proxy <url>', 'http://host:port, none, or system (default)', proxyValue),
    )
    .addOption(
      valueOption(
        '--retries <n>',
        'attempts without progress before a file fails (default: 8)',
        wholeNumber('--retries', 1, 100),
      ),
    )
    .addOption(
      valueOption(
        '--idle-timeout <seconds>',
        'give a connection up when no byte moved for so long (default: 30)',
        idleTimeoutValue,
      ),
    );
}

/** Which files of the named folders Ferry uploads. */
export function addScanOptions(command: Command): Command {
  return command
    .addOption(
      listOption(
        '--include <glob>',
        'only files that match (patterns as in .gitignore); repeatable',
        pattern('--include'),
      ),
    )
    .addOption(
      listOption(
        '--exclude <glob>',
        'no files and folders that match; repeatable',
        pattern('--exclude'),
      ),
    )
    .option('--follow-links', 'follow symbolic links inside a folder, never out of it')
    .option('--keep-empty-folders', 'write a "name/" object for a folder that holds nothing')
    .option('--normalize-names', 'write object keys in Unicode form C');
}

/** `--part-size`. */
export function partSizeOption(): Option {
  return valueOption(
    '--part-size <size>',
    'size of a part, 100KiB to 5GiB (default: 8MiB)',
    partSizeValue,
  );
}

/** Headers, metadata, tags and other options of the objects. */
export function addObjectOptions(command: Command): Command {
  return command
    .addOption(partSizeOption())
    .addOption(
      valueOption(
        '--parallel <n>',
        `most parts of one file at once (default: ${defaultSettings.partsPerFile})`,
        wholeNumber('--parallel', 1, 64),
      ),
    )
    .addOption(
      listOption(
        '--meta <name=value>',
        'user metadata, x-oss-meta-*; repeatable',
        keyValue('--meta'),
      ),
    )
    .option('--no-mtime', "do not keep the file's time of modification as x-oss-meta-mtime")
    .option('--mime <type>', 'Content-Type (default: by the name)')
    .addOption(
      listOption(
        '--header <header>',
        '"Cache-Control: …", Content-Disposition, Content-Encoding, Content-Language or Expires; repeatable',
        headerValue,
      ),
    )
    .addOption(
      valueOption(
        '--storage-class <class>',
        storageClasses.join(', '),
        choice('--storage-class', storageClasses),
      ),
    )
    .addOption(valueOption('--acl <acl>', objectAcls.join(', '), choice('--acl', objectAcls)))
    .addOption(
      listOption('--tag <name=value>', 'object tag, at most ten; repeatable', keyValue('--tag')),
    )
    .addOption(
      valueOption(
        '--encryption <algorithm>',
        `encryption at OSS: ${encryptionAlgorithms.join(', ')}`,
        choice('--encryption', encryptionAlgorithms),
      ),
    )
    .option('--kms-key <id>', 'the KMS key, with --encryption KMS')
    .option(
      '--callback <file>',
      'JSON file with url, body and, if wanted, host, contentType, customValue',
    );
}

/** `--conflict`, for objects that already exist. */
export function addConflictOption(command: Command, mayAsk: boolean): Command {
  const policies = conflictPolicies.filter((policy) => mayAsk || policy !== 'ask');
  return command.addOption(
    valueOption(
      '--conflict <policy>',
      `when an object exists: ${policies.join(', ')}`,
      choice('--conflict', policies),
    ),
  );
}

/** Which unfinished uploads `ferry parts` lists or aborts. */
export function addPartsOptions(command: Command): Command {
  return addAccountOptions(
    command
      .requiredOption('--bucket <bucket>', 'the bucket')
      .option('--prefix <prefix>', 'only keys that begin so')
      .addOption(
        valueOption('--older-than <age>', 'only those begun longer ago: 12h, 7d', ageValue),
      ),
  );
}
