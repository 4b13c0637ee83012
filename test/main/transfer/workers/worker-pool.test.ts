import { describe, expect, it } from 'vitest';
import { recordWorkers } from '../../../helpers/doubles/recorded-workers.ts';
import { startHttp } from '../local-server.ts';
import { never, put, useTransport } from '../transport-fixture.ts';

const openTransport = useTransport();

describe('a transport that is told of requests ahead', () => {
  it('starts one worker, which takes the first request', async () => {
    const workers = recordWorkers();
    const server = await startHttp((request, response) => {
      request.resume().on('end', () => response.end());
    });
    const transport = openTransport({});
    expect(workers.started('transfer-worker')).toBe(0);
    transport.prepare();
    transport.prepare();
    expect(workers.started('transfer-worker')).toBe(1);
    const answer = await transport.send(put(server.url, { kind: 'none' }), { signal: never() });
    expect(answer.status).toBe(200);
    expect(workers.started('transfer-worker')).toBe(1);
  });
});
