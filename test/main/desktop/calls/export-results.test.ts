import { describe, expect, it } from 'vitest';
import { csvHeader, csvLine, jsonLine } from '../../../../main/desktop/calls/export-results.ts';
import type { TransferState } from '../../../../shared/transfer-state.ts';
import { sampleTransfer } from '../sample-transfers.ts';

const error = { code: 'access-denied', requestId: 'REQ', detail: 'secret detail' } as const;

describe('csvLine', () => {
  it.each<[TransferState, string]>([
    [{ name: 'done', verified: 'crc64' }, 'done,verified by crc64,'],
    [{ name: 'skipped', reason: 'identical' }, 'skipped,identical,'],
    [{ name: 'failed', error }, 'failed,access-denied,REQ'],
    [{ name: 'waiting', why: 'retry', error }, 'waiting,access-denied,REQ'],
    [{ name: 'waiting', why: 'conflict' }, 'waiting,,'],
    [{ name: 'cancelled' }, 'cancelled,,'],
  ])('writes %j', (state, cells) => {
    expect(csvLine(sampleTransfer({ state }))).toBe(`a.txt,bucket,up/a.txt,10,${cells}\r\n`);
  });

  it.each([
    ['=HYPERLINK("http://evil")', `"'=HYPERLINK(""http://evil"")"`],
    ['+1', "'+1"],
    ['-1+1', "'-1+1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', `"'\t'=1"`],
    ['\r=1', `"'\r'=1"`],
    ['\n=1', `"'\n'=1"`],
    ['a;=1', `"a;'=1"`],
    ['a\t@1', `"a\t'@1"`],
    ['＝1', "'＝1"],
    ['a;b', '"a;b"'],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['line\nbreak', '"line\nbreak"'],
    ['a=b', 'a=b'],
    ['图片', '图片'],
  ])('writes a file called %j so that it stays a text', (relativePath, cell) => {
    const line = csvLine(sampleTransfer({ relativePath }));
    expect(line).toBe(`${cell},bucket,up/a.txt,10,queued,,\r\n`);
  });

  it('has as many cells as the header', () => {
    expect(csvHeader.split(',').length).toBe(csvLine(sampleTransfer()).split(',').length);
  });
});

it('jsonLine has the names of the header, and no path of this computer', () => {
  const text = jsonLine(sampleTransfer({ state: { name: 'failed', error } }));
  expect(JSON.parse(text)).toEqual({
    path: 'a.txt',
    bucket: 'bucket',
    key: 'up/a.txt',
    size: 10,
    state: 'failed',
    reason: 'access-denied',
    requestId: 'REQ',
  });
  expect(Object.keys(JSON.parse(text) as object).join(',')).toBe(csvHeader.trim());
});
