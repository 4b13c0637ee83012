import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { gateCall, isTrusted } from '../../../../main/desktop/calls/call-gate.ts';
import { type ErrorCode, TransferError } from '../../../../shared/errors.ts';
import { call } from '../../../../shared/ipc/define.ts';
import { RateLimit } from '../../../../shared/ipc/gate.ts';

const page = { url: 'app://ferry/index.html', isTopFrame: true, isOwnWindow: true };

describe('isTrusted', () => {
  it.each(['app://ferry', 'app://ferry/', 'app://ferry/index.html#/queue', 'app://ferry/?a=b'])(
    'trusts our own page at %s',
    (url) => {
      expect(isTrusted({ ...page, url })).toBe(true);
    },
  );

  it.each([
    '',
    'about:blank',
    'app://ferry.evil',
    'app://ferry.evil/index.html',
    'app://ferry@evil/',
    'app://ferry:80/',
    'app://evil/app://ferry',
    'app://evil#app://ferry',
    'app://ferry%2eevil/',
    'app:ferry',
    'app:///ferry',
    'apps://ferry/',
    'https://ferry/',
    'file:///ferry/index.html',
    'blob:app://ferry/1',
    'data:text/html,app://ferry',
    'javascript:app://ferry',
  ])('does not trust %j', (url) => {
    expect(isTrusted({ ...page, url })).toBe(false);
  });

  it('trusts neither a frame inside the page nor a window of others', () => {
    expect([
      isTrusted({ ...page, isTopFrame: false }),
      isTrusted({ ...page, isOwnWindow: false }),
    ]).toEqual([false, false]);
  });
});

describe('RateLimit', () => {
  it('lets one second of calls through at once, then as many as time allows', () => {
    let now = 5000;
    const limit = new RateLimit(4, () => now);
    const takeAll = () => {
      let taken = 0;
      while (limit.take() === 0) taken += 1;
      return taken;
    };
    const taken = [0, 249, 1, 500, 60_000].map((later) => {
      now += later;
      return takeAll();
    });
    expect(taken).toEqual([4, 0, 1, 2, 4]);
  });

  it('says after how many milliseconds the next call passes', () => {
    let now = 0;
    const limit = new RateLimit(4, () => now);
    for (let call = 0; call < 4; call += 1) limit.take();
    const wait = limit.take();
    now += wait - 1;
    expect(wait).toBe(250);
    expect(limit.take()).toBeGreaterThan(0);
    now += 1;
    expect(limit.take()).toBe(0);
  });
});

describe('gateCall', () => {
  const definition = call(v.string(), { callsPerSecond: 2, mostBytes: 20 }).returns<string>();
  const refused = (code: ErrorCode, detail: string, more: object = {}) => ({
    ok: false,
    error: { code, detail, ...more },
  });

  it('answers with what the handler gives', async () => {
    const gate = gateCall(
      definition,
      (input) => Promise.resolve([input]),
      () => 0,
    );
    expect(await gate(page, 'a')).toEqual({ ok: true, value: ['a'] });
  });

  it('shows the handler nothing that it refuses', async () => {
    const seen: unknown[] = [];
    const gate = gateCall(
      definition,
      (input) => {
        seen.push(input);
        return Promise.resolve();
      },
      () => 0,
    );
    const stranger = { ...page, url: 'app://evil/' };
    expect([
      await gate(stranger, 'from a stranger'),
      await gate(page, 5),
      await gate(page, 'x'.repeat(11)),
      await gate(page, 'one too many'),
      seen,
    ]).toEqual([
      refused('call-refused', 'The sender is not the window of this app.'),
      refused('call-refused', 'The message does not fit the contract.'),
      refused('call-too-large', 'The message is too large.'),
      refused('too-many-calls', 'Too many calls.', { retryAfter: 500 }),
      [],
    ]);
  });

  it('keeps the code of an error and lets no stack out', async () => {
    const record = { code: 'access-denied', requestId: 'r' } as const;
    const errors = [new TransferError(record), new TypeError('defect')];
    const gate = gateCall(
      definition,
      () => {
        throw errors.shift() ?? new Error('no more');
      },
      () => 0,
    );
    expect([await gate(page, 'a'), await gate(page, 'a')]).toEqual([
      { ok: false, error: record },
      { ok: false, error: { code: 'internal', detail: 'TypeError: defect' } },
    ]);
  });
});
