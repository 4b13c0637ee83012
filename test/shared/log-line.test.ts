import { describe, expect, it } from 'vitest';
import { logLine } from '../../shared/log-line.ts';
import type { LogEntry } from '../../main/engine/ports/system.ts';

const at = Date.UTC(2026, 0, 2);
const read = (entry: object): unknown => JSON.parse(logLine(at, 'error', entry));
const head = { time: '2026-01-02T00:00:00.000Z', level: 'error' };

/** Every field that the program may log. */
const full: LogEntry = {
  event: 'attempt-failed',
  transferId: 1,
  batchId: 2,
  partNumber: 3,
  bytes: 4,
  count: 5,
  milliseconds: 6,
  error: {
    code: 'access-denied',
    requestId: '5C3D9175B6FC201293AD4A3B',
    ossCode: 'AccessDenied',
    ecCode: '0003-00000001',
    status: 403,
    missingAction: 'oss:PutObject',
    retryAfter: 7,
    clockOffset: -8,
  },
};

describe('logLine', () => {
  it('writes every field that may be logged', () => {
    expect(read(full)).toEqual({ ...head, ...full });
  });

  it('writes why something of ours failed, but not what a server says in words', () => {
    const error = { code: 'connection-lost', detail: 'read ECONNRESET' };
    expect(read({ event: 'attempt-failed', error })).toMatchObject({ error });
    const said = { ...error, ossCode: 'AccessDenied' };
    expect(read({ event: 'attempt-failed', error: said })).toMatchObject({
      error: { code: 'connection-lost', ossCode: 'AccessDenied' },
    });
    expect(JSON.stringify(read({ event: 'x', error: said }))).not.toContain('ECONNRESET');
  });

  it.each([
    { headers: { Authorization: 'secret' } },
    { accessKeySecret: 'secret' },
    { event: 'a sentence with a secret' },
    { event: { toJSON: () => 'secret' } },
    { transferId: 'secret' },
    { error: 'secret' },
    { error: { code: 'secret' } },
    { error: { code: 'internal', stack: 'secret', cause: 'secret' } },
    { error: { code: 'internal', proposedKey: 'secret' } },
    { error: { code: 'internal', requestId: 'Bearer secret' } },
    { error: { code: 'internal', detail: { secret: 'secret' } } },
    Object.create({ event: 'secret' }) as object,
  ])('leaves out what is no such field: %j', (entry) => {
    expect(JSON.stringify(read(entry))).not.toContain('secret');
  });

  it('stays one line that commands no terminal', () => {
    const detail = 'a\nb\r\u001b[31m\u009b31m\u202e\u2028c';
    const line = logLine(at, 'info', { event: 'x', error: { code: 'internal', detail } });
    expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}](?!$)/u);
    expect((JSON.parse(line) as { error: object }).error).toEqual({ code: 'internal', detail });
  });

  it('stays short', () => {
    const error = { code: 'internal', detail: 'x'.repeat(10_000), requestId: 'y'.repeat(10_000) };
    expect(logLine(at, 'info', { event: 'x', error }).length).toBeLessThan(700);
  });
});
