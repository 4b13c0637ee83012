import { isPolicyWider, uploadPolicy } from '../../../shared/upload/ram-policy.ts';
import { exitCodes, type ExitCode } from '../report/exit-codes.ts';
import { parseUploadLocation, type UploadLocation } from '../arguments/flag-values.ts';
import type { World } from '../run/world.ts';

export interface PolicyFlags {
  readonly to: string;
}

/** Rights that only some features need, and how these features behave without them. */
const furtherRights = [
  'This is enough to upload, to resume and to cancel. Only when you want these, add:',
  '  oss:GetObject             to compare with objects that exist (--conflict ask, newer and',
  '                            skip-identical), and to confirm an upload whose last answer was',
  '                            lost; without it that one is called unconfirmed, never done',
  '  oss:PutObjectTagging      for --tag',
  '  kms:GenerateDataKey and kms:Decrypt   for --encryption KMS',
  '  oss:ListMultipartUploads  for "ferry parts", on the bucket itself',
];

function remarks(target: UploadLocation): readonly string[] {
  const wider = isPolicyWider(target)
    ? [
        'Careful: in RAM "*" stands for any text and "?" for any character, and there is no way to',
        'write them otherwise. This policy permits every place that fits; choose one without them.',
      ]
    : [];
  const single =
    target.kind === 'key'
      ? ['This is for the one object that is named. For a folder, end the place with a slash.']
      : [];
  return [...wider, ...single, ...furtherRights];
}

/**
 * `ferry policy`: prints the RAM policy for a destination. Standard output holds only the policy,
 * so the user can redirect it to a file. Hints go to standard error.
 */
export function policy({ to }: PolicyFlags, world: World): ExitCode {
  const target = parseUploadLocation(to);
  world.stdout.write(`${uploadPolicy(target)}\n`);
  world.stderr.write(`${remarks(target).join('\n')}\n`);
  return exitCodes.done;
}
