import { checkObjectOptions } from '../../../shared/upload/check-upload-options.ts';
import { TransferError } from '../../../shared/errors.ts';
import { patternFault, type PatternFault } from '../../../shared/upload/name-pattern.ts';
import { ossLimits } from '../../../shared/upload/oss-limits.ts';
import { formatPartSize, parseSize } from '../../../shared/text/units.ts';
import type {
  ConflictPolicy,
  ScanOptions,
  UploadOptions,
} from '../../../shared/upload/upload-options.ts';
import type { AddFilesRequest } from '../../bridge.ts';
import type { MessageKey } from '../../locales/messages.ts';
import { tidyPrefix } from './account-form.ts';

/** One line of a list of names and values. */
export interface Entry {
  name: string;
  value: string;
}

export const headerNames = [
  'Cache-Control',
  'Content-Disposition',
  'Content-Encoding',
  'Content-Language',
  'Expires',
] as const;
type HeaderName = (typeof headerNames)[number];

/** The fields of a target, as the user types them. Empty text means "not given". */
export interface TargetForm {
  accountId: string;
  bucket: string;
  prefix: string;
  conflictPolicy: ConflictPolicy;
  storageClass: NonNullable<UploadOptions['storageClass']> | 'default';
  acl: NonNullable<UploadOptions['acl']> | 'bucket';
  encryption: NonNullable<UploadOptions['serverSideEncryption']>['algorithm'] | 'none';
  keyId: string;
  mime: string;
  keepTimes: boolean;
  headers: Record<HeaderName, string>;
  meta: Entry[];
  tags: Entry[];
  partSize: string;
  parallel: string;
  callbackUrl: string;
  callbackBody: string;
  callbackHost: string;
  callbackType: 'application/x-www-form-urlencoded' | 'application/json';
  callbackVariables: Entry[];
  include: string;
  exclude: string;
  followLinks: boolean;
  keepEmptyFolders: boolean;
  normalizeNames: boolean;
}

const patternProblems: Record<PatternFault, MessageKey> = {
  empty: 'upload.invalid.emptyPattern',
  'open-bracket': 'upload.invalid.openBracket',
  braces: 'upload.invalid.braces',
};

export type TargetProblems = Partial<Record<keyof TargetForm, MessageKey>>;

export function targetForm(target: AddFilesRequest): TargetForm {
  const { destination, conflictPolicy, options, scanOptions } = target;
  const headers = Object.fromEntries(
    headerNames.map((name) => [name, options.headers?.[name] ?? '']),
  );
  return {
    ...destination,
    conflictPolicy,
    storageClass: options.storageClass ?? 'default',
    acl: options.acl ?? 'bucket',
    encryption: options.serverSideEncryption?.algorithm ?? 'none',
    keyId: options.serverSideEncryption?.keyId ?? '',
    mime: options.mime ?? '',
    keepTimes: options.keepTimes ?? false,
    headers: headers as Record<HeaderName, string>,
    meta: entriesOf(options.meta),
    tags: entriesOf(options.tagging),
    partSize: options.partSize === undefined ? '' : formatPartSize(options.partSize),
    parallel: options.parallel === undefined ? '' : String(options.parallel),
    callbackUrl: options.callback?.url ?? '',
    callbackBody: options.callback?.body ?? '',
    callbackHost: options.callback?.host ?? '',
    callbackType: options.callback?.contentType ?? 'application/x-www-form-urlencoded',
    callbackVariables: entriesOf(options.callback?.customValue),
    include: (scanOptions.include ?? []).join(' '),
    exclude: (scanOptions.exclude ?? []).join(' '),
    followLinks: scanOptions.followLinks ?? false,
    keepEmptyFolders: scanOptions.keepEmptyFolders ?? false,
    normalizeNames: scanOptions.normalizeNames ?? false,
  };
}

export function targetProblems(form: TargetForm): TargetProblems {
  const problems: TargetProblems = {};
  if (form.accountId === '') problems.accountId = 'upload.invalid.account';
  if (form.bucket.trim() === '') problems.bucket = 'upload.invalid.bucket';
  if (form.prefix.startsWith('/')) problems.prefix = 'upload.invalid.prefix';
  const size = form.partSize === '' ? ossLimits.minPartSize : parseSize(form.partSize);
  if (size === undefined || size < ossLimits.minPartSize || size > ossLimits.maxPartSize) {
    problems.partSize = 'upload.invalid.partSize';
  }
  if (form.parallel !== '' && !/^([1-9]|[1-5]\d|6[0-4])$/.test(form.parallel.trim())) {
    problems.parallel = 'upload.invalid.parallel';
  }
  if (form.mime !== '' && !/^[^/\s]+\/[^/\s]+/.test(form.mime))
    problems.mime = 'upload.invalid.mime';
  if (given(form.meta).some(({ name }) => !/^[A-Za-z0-9-]+$/.test(name))) {
    problems.meta = 'upload.invalid.metaName';
  }
  if (given(form.tags).length > ossLimits.maxTags) problems.tags = 'upload.invalid.tags';
  const urls = form.callbackUrl.split(';');
  const urlsFit =
    urls.length <= ossLimits.maxCallbackUrls &&
    urls.every((url) => /^https?:\/\/[^\s/]/i.test(url));
  if (form.callbackUrl !== '' && !urlsFit) problems.callbackUrl = 'upload.invalid.callbackUrl';
  if (form.callbackUrl !== '' && form.callbackBody === '') {
    problems.callbackBody = 'upload.invalid.callbackBody';
  }
  for (const field of ['include', 'exclude'] as const) {
    const [fault] = patternsIn(form[field]).flatMap((pattern) => patternFault(pattern) ?? []);
    if (fault !== undefined) problems[field] = patternProblems[fault];
  }
  return problems;
}

/**
 * The conflict for which OSS would reject options that are valid alone; undefined without a
 * conflict.
 */
export function conflictOf(options: UploadOptions): string | undefined {
  try {
    checkObjectOptions(options);
    return undefined;
  } catch (thrown) {
    return thrown instanceof TransferError ? thrown.record.detail : String(thrown);
  }
}

export function targetOf(form: TargetForm): AddFilesRequest {
  const { accountId, conflictPolicy } = form;
  return {
    destination: { accountId, bucket: form.bucket.trim(), prefix: tidyPrefix(form.prefix) },
    conflictPolicy,
    options: optionsOf(form),
    scanOptions: scanOptionsOf(form),
  };
}

function optionsOf(form: TargetForm): UploadOptions {
  const headers = Object.fromEntries(
    headerNames
      .map((name) => [name, form.headers[name]] as const)
      .filter(([, value]) => value !== ''),
  );
  const { encryption, keyId, callbackUrl, callbackHost } = form;
  const partSize = parseSize(form.partSize);
  return {
    ...(form.storageClass !== 'default' && { storageClass: form.storageClass }),
    ...(form.acl !== 'bucket' && { acl: form.acl }),
    ...(encryption !== 'none' && {
      serverSideEncryption: {
        algorithm: encryption,
        ...(encryption === 'KMS' && keyId !== '' && { keyId }),
      },
    }),
    ...(form.mime !== '' && { mime: form.mime }),
    ...(form.keepTimes && { keepTimes: true }),
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(given(form.meta).length > 0 && { meta: recordOf(form.meta) }),
    ...(given(form.tags).length > 0 && { tagging: recordOf(form.tags) }),
    ...(partSize !== undefined && { partSize }),
    ...(form.parallel !== '' && { parallel: Number(form.parallel) }),
    ...(callbackUrl !== '' && {
      callback: {
        url: callbackUrl,
        body: form.callbackBody,
        contentType: form.callbackType,
        ...(callbackHost !== '' && { host: callbackHost }),
        ...(given(form.callbackVariables).length > 0 && {
          customValue: recordOf(form.callbackVariables),
        }),
      },
    }),
  };
}

function scanOptionsOf({
  include,
  exclude,
  followLinks,
  keepEmptyFolders,
  normalizeNames,
}: TargetForm): ScanOptions {
  return {
    ...(patternsIn(include).length > 0 && { include: patternsIn(include) }),
    ...(patternsIn(exclude).length > 0 && { exclude: patternsIn(exclude) }),
    ...(followLinks && { followLinks }),
    ...(keepEmptyFolders && { keepEmptyFolders }),
    ...(normalizeNames && { normalizeNames }),
  };
}

function patternsIn(text: string): string[] {
  return text.split(/\s+/).filter((pattern) => pattern !== '');
}

function entriesOf(record: Readonly<Record<string, string>> | undefined): Entry[] {
  return Object.entries(record ?? {}).map(([name, value]) => ({ name, value }));
}

function given(entries: readonly Entry[]): readonly Entry[] {
  return entries.filter(({ name }) => name !== '');
}

function recordOf(entries: readonly Entry[]): Record<string, string> {
  return Object.fromEntries(given(entries).map(({ name, value }) => [name, value]));
}
