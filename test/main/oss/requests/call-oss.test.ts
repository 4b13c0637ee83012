import { describe, expect, it, vi } from 'vitest';
import { ossResponse, ossError } from '../../../helpers/oss-responses.ts';
import {
  fixedCredentials,
  noOptions,
  someContext,
  someCredentials,
  someRange,
  someTarget,
} from '../../../helpers/oss-account.ts';
import { scriptedStore } from '../scripted-store.ts';

describe('an aborted signal', () => {
  it('before a call rejects with its reason and sends nothing', async () => {
    const { store, transport } = scriptedStore();
    const reason = new Error('paused');
    const context = someContext({ signal: AbortSignal.abort(reason) });
    await expect(store.put(someTarget, undefined, noOptions, context)).rejects.toBe(reason);
    expect(transport.sent()).toBe(0);
  });

  it('during a call rejects with its reason, not with an error of ali-oss', async () => {
    const { store, transport } = scriptedStore();
    const controller = new AbortController();
    const context = someContext({ signal: controller.signal });
    const uploaded = store.uploadPart(someTarget, 'U1', 1, someRange(0, 9), context);
    const { options } = await transport.nextRequest();
    const reason = 'a reason that is no error';
    controller.abort(reason);
    await expect(uploaded).rejects.toBe(reason);
    expect(options.signal).toBe(controller.signal);
  });

  it.each([
    // ali-oss copies its options deeply for Complete, and flat for the others.
    'complete',
    'listParts',
  ] as const)('reaches the request of %s', async (method) => {
    const { store, transport } = scriptedStore();
    const controller = new AbortController();
    const context = someContext({ signal: controller.signal });
    const called =
      method === 'complete'
        ? store.complete(someTarget, 'U1', [], noOptions, context)
        : store.listParts(someTarget, 'U1', context);
    await transport.nextRequest();
    controller.abort(new Error('paused'));
    await expect(called).rejects.toThrow('paused');
  });

  it('between refusal and repeat rejects with its reason', async () => {
    const controller = new AbortController();
    const { store, transport } = scriptedStore({
      onClockCorrected: () => controller.abort('stop'),
    });
    const context = someContext({ signal: controller.signal });
    const put = store.put(someTarget, undefined, noOptions, context);
    const ServerTime = '2012-02-23T04:18:23.000Z';
    (await transport.nextRequest()).respondWith(
      ossError(403, 'RequestTimeTooSkewed', { ServerTime }),
    );
    await expect(put).rejects.toBe('stop');
    expect(transport.sent()).toBe(1);
  });
});

describe('progress', () => {
  it('of a repeated call never counts a byte twice', async () => {
    const { store, transport } = scriptedStore();
    const reported: number[] = [];
    const context = someContext({ onBytes: (bytes) => reported.push(bytes) });
    const uploaded = store.uploadPart(someTarget, 'U1', 1, someRange(0, 100), context);
    const first = await transport.nextRequest();
    first.options.onBytes?.(30);
    first.options.onBytes?.(30);
    const ServerTime = new Date().toISOString();
    first.respondWith(ossError(403, 'RequestTimeTooSkewed', { ServerTime }));
    const second = await transport.nextRequest();
    second.options.onBytes?.(50);
    second.options.onBytes?.(50);
    second.respondWith(ossResponse());
    await uploaded;
    expect(reported).toEqual([30, 30, 40]);
  });

  it('is not requested without a listener', async () => {
    const { store, transport } = scriptedStore();
    const put = store.put(someTarget, undefined, noOptions, someContext());
    const { options, respondWith } = await transport.nextRequest();
    respondWith(ossResponse());
    await put;
    expect(options.onBytes).toBeUndefined();
  });
});

describe('calls at the same time', () => {
  it('keep their answers apart', async () => {
    const { store, transport } = scriptedStore();
    const calls = [1, 2, 3].map((number) =>
      store.uploadPart(someTarget, 'U1', number, someRange(0, number), someContext()),
    );
    const requests = [
      await transport.nextRequest(),
      await transport.nextRequest(),
      await transport.nextRequest(),
    ];
    for (const { request, respondWith } of requests.reverse()) {
      const number = new URL(request.url).searchParams.get('partNumber') ?? '';
      respondWith(ossResponse({ headers: { etag: `"E${number}"` } }));
    }
    const receipts = await Promise.all(calls);
    expect(receipts.map(({ etag }) => etag)).toEqual(['"E1"', '"E2"', '"E3"']);
  });

  it('print nothing, with a token neither', async () => {
    const print = vi.fn();
    vi.stubGlobal('console', { log: print, info: print, warn: print, error: print });
    const credentials = fixedCredentials({ ...someCredentials, securityToken: 'token' });
    const { store, transport } = scriptedStore({ credentials });
    const put = store.put(someTarget, undefined, noOptions, someContext());
    (await transport.nextRequest()).failWith({ reason: 'connection-lost' });
    await expect(put).rejects.toThrow();
    vi.unstubAllGlobals();
    expect(print).not.toHaveBeenCalled();
  });
});
