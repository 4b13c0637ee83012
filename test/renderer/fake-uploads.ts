import type { AccountLine, Say, UploadLine } from '../../shared/ipc/picture.ts';
import { type StateName, stateNames } from '../../shared/transfer-state.ts';
import { errorOf, now } from './fake-rows.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const GB = 1e9;

export function filesBy(some: Partial<Record<StateName, number>>): Record<StateName, number> {
  return Object.fromEntries(stateNames.map((name) => [name, some[name] ?? 0])) as Record<
    StateName,
    number
  >;
}

/** An upload of the given files; all else is that of one that has ended well. */
export function uploadLine(batchId: number, fields: Partial<UploadLine>): UploadLine {
  const files = fields.files ?? filesBy({ done: 12 });
  const total = Object.values(files).reduce((sum, one) => sum + one, 0);
  const bytes = fields.bytes ?? 96_400_000;
  return {
    kind: 'upload',
    key: batchId,
    batchId,
    name: `upload ${batchId}`,
    source: 'folder',
    accountId: 'studio',
    bucket: 'media-prod',
    prefix: '2026/',
    destinationId: 'one',
    addedAt: now - batchId * minute,
    tall: false,
    scanning: false,
    files,
    total,
    bytes,
    bytesDone: bytes,
    speed: 0,
    state: 'done',
    causes: fields.say === undefined ? 0 : 1,
    repeatable: true,
    thumbnails: [],
    ...(files.done === total && { endedAt: now - batchId * minute }),
    ...fields,
  };
}

function say(cause: Say['cause'], files: number, code?: 'source-changed' | 'access-denied'): Say {
  if (code === undefined) return { cause, files };
  return { cause, files, example: { id: 6, name: 'A7R04516.ARW', error: errorOf(code) } };
}

const archive = { bucket: '备份', prefix: '照片归档/', destinationId: 'two' };
const sandbox = { accountId: 'sandbox', bucket: 'sandbox', prefix: '', destinationId: 'three' };
const tall = { tall: true } as const;

/** What stands under "Now": batch 9,999 and below, newest first. */
export const nowUploads: readonly UploadLine[] = [
  uploadLine(9003, {
    ...tall,
    name: 'wedding-raw',
    files: filesBy({ done: 1431, uploading: 35, queued: 1520, failed: 2, skipped: 12 }),
    bytes: 34.1 * GB,
    bytesDone: 12.4 * GB,
    speed: 31_400_000,
    secondsLeft: 720,
    state: 'uploading',
    addedAt: now - 7 * minute,
  }),
  uploadLine(9002, {
    ...tall,
    ...archive,
    name: '2026-11-08_城市更新_发布会_主机位_4K_10bit_未剪辑_最终版.mov',
    single: 1,
    files: filesBy({ uploading: 1 }),
    bytes: 22.7 * GB,
    bytesDone: 14.9 * GB,
    speed: 16_800_000,
    secondsLeft: 480,
    state: 'uploading',
  }),
  uploadLine(9001, {
    ...tall,
    ...archive,
    name: '黄山 2026',
    files: filesBy({ done: 212, failed: 2 }),
    bytes: 5.64 * GB,
    bytesDone: 5.61 * GB,
    state: 'attention',
    say: say('source-changed', 2, 'source-changed'),
  }),
  uploadLine(9000, {
    ...tall,
    name: 'invoices-2026-q3.zip',
    single: 8,
    files: filesBy({ queued: 1 }),
    bytes: 182_000_000,
    bytesDone: 0,
    state: 'next',
  }),
];

const attentionUploads: readonly UploadLine[] = [
  ...nowUploads.filter((line) => line.state === 'attention'),
  uploadLine(8999, {
    ...tall,
    name: 'contracts-2026-signed',
    files: filesBy({ done: 1108, waiting: 300 }),
    bytes: 3.66 * GB,
    bytesDone: 2.9 * GB,
    state: 'question',
    say: say('conflict', 300),
  }),
  uploadLine(8998, {
    ...tall,
    name: 'site-build',
    source: 'watch',
    files: filesBy({ failed: 46 }),
    bytes: 18_200_000,
    bytesDone: 0,
    state: 'attention',
    say: say('access-denied', 46, 'access-denied'),
  }),
  uploadLine(8997, {
    ...tall,
    name: 'drone-flight-07.mov',
    single: 9,
    files: filesBy({ waiting: 1 }),
    bytes: 22.7 * GB,
    bytesDone: 17.7 * GB,
    state: 'attention',
    say: say('source-unavailable', 1),
  }),
];

/** What needs a person: an account for all its uploads, then uploads. */
export const attentionLines: readonly (AccountLine | UploadLine)[] = [
  { kind: 'account', key: 'account:studio', accountId: 'studio', cause: 'credentials', uploads: 3 },
  ...attentionUploads,
];

const one = filesBy({ done: 1 });
const endedToday: readonly Partial<UploadLine>[] = [
  {
    name: 'Screenshot 2026-11-22 at 10.42.png',
    ...sandbox,
    single: 20,
    files: one,
    bytes: 1_200_000,
    source: 'clipboard',
  },
  { name: 'العرض-النهائي-للمشروع-2026.pdf', single: 21, files: one, bytes: 8_400_000 },
  { name: 'portrait-selects', bytes: 96_400_000 },
  {
    name: 'site-build',
    source: 'watch',
    files: filesBy({ done: 12, skipped: 34 }),
    bytes: 18_200_000,
  },
];
const endedYesterday: readonly Partial<UploadLine>[] = [
  {
    name: 'brand-kit-2026-final-FINAL-approved-by-legal',
    files: filesBy({ done: 128 }),
    bytes: 412_000_000,
  },
  { name: 'podcast-ep-41', files: filesBy({ done: 3 }), bytes: 214_000_000 },
  {
    name: 'timelapse-test',
    ...sandbox,
    files: filesBy({ done: 40, cancelled: 860 }),
    state: 'cancelled',
  },
];
const names = [
  '照片 2019–2024',
  'retouched-batch-3',
  'logs-2026-10.tar.zst',
  'moodboard',
  '主视觉-海报 v12.tif',
];

export const today: readonly UploadLine[] = endedToday.map((fields, index) =>
  uploadLine(8990 - index, { ...fields, endedAt: now - (3 + index * 25) * minute }),
);
export const yesterday: readonly UploadLine[] = endedYesterday.map((fields, index) =>
  uploadLine(8980 - index, {
    ...fields,
    addedAt: now - day - index * 60 * minute,
    ...(fields.state === undefined && { endedAt: now - day - index * 60 * minute }),
  }),
);

/** An upload of the past, by its place in the history. */
export function historyUpload(index: number): UploadLine {
  const at = now - 2 * day - index * 300 * minute;
  const name = `${names[index % names.length] ?? ''}${index < names.length ? '' : ` ${index}`}`;
  const single =
    index % 5 === 2
      ? { single: 1000 + index, files: one, bytes: 3.08 * GB }
      : { files: filesBy({ done: 24 + index }) };
  return uploadLine(8900 - index, { name, ...single, addedAt: at, endedAt: at });
}
