import { describe, expect, it } from 'vitest';
import { createHttpClient } from '../../../../main/oss/ali-oss/http-client.ts';
import type { SignedExchange } from '../../../../main/oss/ali-oss/undocumented-calls.ts';
import { TransferError } from '../../../../shared/errors.ts';
import { someContext } from '../../../helpers/oss-account.ts';
import { ossResponse } from '../../../helpers/oss-responses.ts';
import { createScriptedTransport } from '../../../helpers/doubles/scripted-transport.ts';

const origin = 'https://b.oss.example.com';

function exchangeOf(): SignedExchange {
  return { operation: 'PutObject', callback: false, context: someContext() };
}

describe('createHttpClient', () => {
  it('sends nothing to a host outside the endpoint', async () => {
    const transport = createScriptedTransport();
    const client = createHttpClient(transport, origin);
    const exchange = exchangeOf();
    const request = { method: 'PUT', headers: { authorization: 'x' }, ctx: () => exchange };
    await expect(client.request('https://evil.example/key', request)).rejects.toThrow(
      TransferError,
    );
    expect(transport.sent()).toBe(0);
    expect(exchange.failure?.thrown).toMatchObject({ record: { code: 'redirect-refused' } });
  });

  it('leaves Content-Length to the transport', async () => {
    const transport = createScriptedTransport();
    const client = createHttpClient(transport, origin);
    const headers = { 'Content-Length': '3', Expires: '1' };
    const exchange = exchangeOf();
    const sent = client.request(`${origin}/key`, {
      method: 'POST',
      headers,
      content: '<a>',
      ctx: () => exchange,
    });
    const { request, respondWith } = await transport.nextRequest();
    respondWith(ossResponse());
    await sent;
    expect(request.headers).toEqual({ Expires: '1' });
    expect(request.body).toEqual({ kind: 'bytes', bytes: Buffer.from('<a>') });
  });

  it('sends the body unasked when the server refuses the question', async () => {
    const transport = createScriptedTransport();
    const client = createHttpClient(transport, origin);
    const context = { ...someContext(), expectContinue: true };
    const exchange: SignedExchange = { ...exchangeOf(), context };
    const request = { method: 'PUT', headers: {}, content: 'abc', ctx: () => exchange };
    const sent = client.request(`${origin}/key`, request);
    const first = await transport.nextRequest();
    expect(first.request.expectContinue).toBe(true);
    first.respondWith({ status: 417, headers: {}, body: new Uint8Array() });
    const second = await transport.nextRequest();
    expect(second.request.expectContinue).toBe(false);
    second.respondWith(ossResponse());
    expect(await sent).toMatchObject({ status: 200 });
  });
});
