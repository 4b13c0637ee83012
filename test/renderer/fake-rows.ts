import type { ErrorCode, ErrorRecord } from '../../shared/errors.ts';
import type { TransferLine } from '../../shared/ipc/views.ts';
import type { StateName, TransferState } from '../../shared/transfer-state.ts';

export const now = Date.UTC(2026, 10, 22, 10, 45);
const minute = 60_000;

/** Names that have broken other windows. */
const hardNames = [
  'A7R04512_第一支舞_unedited-master-copy-final-v2.ARW',
  '<img src=x onerror=alert(1)>.png',
  'a-very-long-name-that-nobody-should-ever-give-to-a-file-but-somebody-always-does-'.repeat(2) +
    '.tar.gz',
  '👩‍👩‍👧‍👦 family 🎉 party.mov',
  'تقرير المبيعات النهائي ٢٠٢٦.pdf',
  '{{ constructor.constructor("alert(1)")() }}.json',
  '发布会现场照片（已精修）最终版本-第三次修改-请勿再改.psd',
  '\u202Egnp.exe.png',
] as const;

export function errorOf(code: ErrorCode): ErrorRecord {
  return {
    code,
    detail: 'PutObject was refused',
    requestId: '674063A1B2C3D4E5F6071829',
    ossCode: 'AccessDenied',
    ecCode: '0003-00000001',
    status: 403,
    ...(code === 'access-denied' && { missingAction: 'oss:PutObject' }),
  };
}

const states: readonly TransferState[] = [
  { name: 'uploading' },
  { name: 'uploading' },
  { name: 'verifying' },
  { name: 'waiting', why: 'retry', until: now + 12_000, error: errorOf('connection-lost') },
  { name: 'failed', error: errorOf('source-changed') },
  { name: 'failed', error: errorOf('access-denied') },
  { name: 'failed', error: errorOf('connection-lost') },
  { name: 'failed', error: errorOf('source-changed') },
  { name: 'paused' },
  { name: 'paused' },
  { name: 'skipped', reason: 'identical' },
  { name: 'cancelled' },
];

function stateAt(index: number, batchId: number): TransferState {
  if (batchId === 2 && index < 12) return { name: 'waiting', why: 'conflict' };
  if (batchId === 2 && index < 42) return { name: 'skipped', reason: 'identical' };
  if (batchId === 1 || batchId === 2) return { name: 'done', verified: 'crc64' };
  return (
    states[index] ?? (index % 5 === 4 ? { name: 'done', verified: 'crc64' } : { name: 'queued' })
  );
}

const share: Partial<Record<StateName, number>> = {
  uploading: 0.63,
  verifying: 1,
  waiting: 0.78,
  failed: 0.35,
  paused: 0.12,
  done: 1,
};

/** A row of batch 3 (wedding-raw), 2 (its second part) or 1 (a pasted image). */
export function fakeRow(id: number, batchId: number, index: number): TransferLine {
  const state = stateAt(index, batchId);
  const size = index === 0 ? 1_860_000_000 : 80_000_000 + ((index * 7919) % 4_000_000);
  const bytesShown = Math.round(size * (share[state.name] ?? 0));
  const plain = `A7R${String(4000 + index).padStart(5, '0')}.ARW`;
  const name = batchId === 1 ? 'screenshot 2026-11-22 at 10.42.png' : (hardNames[index] ?? plain);
  const folder = index % 3 === 0 ? 'wedding-raw/day-2/cam-b' : 'wedding-raw/day-1/第一天/cam-a';
  const moving = state.name === 'uploading' && { speed: 31_400_000 / (index + 1), secondsLeft: 22 };
  return {
    id,
    batchId,
    accountId: batchId === 1 ? 'sandbox' : 'studio',
    bucket: batchId === 1 ? 'sandbox' : 'media-prod',
    key: `2026/${folder}/${name}`,
    relativePath: batchId === 1 ? name : `${folder}/${name}`,
    size,
    state,
    bytesSent: bytesShown,
    bytesShown,
    speed: 0,
    attempts: 0,
    createdAt: now - 30 * minute,
    updatedAt: now - index * 1000,
    ...moving,
  };
}

/** As many rows as asked for in three batches. */
export function fakeRows(count: number): readonly TransferLine[] {
  if (count === 0) return [];
  const rows = [fakeRow(1, 1, 0)];
  for (let index = 0; index < Math.min(400, Math.floor(count / 10)); index += 1) {
    rows.push(fakeRow(rows.length + 1, 2, index));
  }
  for (let index = 0; rows.length < count; index += 1) {
    rows.push(fakeRow(rows.length + 1, 3, index));
  }
  return rows;
}
