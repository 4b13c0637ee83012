import { describe, expect, it } from 'vitest';
import { BandwidthQueue } from '../../../../main/transfer/limits/bandwidth-queue.ts';
import { SharedBandwidth } from '../../../../main/transfer/limits/shared-bandwidth.ts';
import { startHttp } from '../local-server.ts';
import { fileBody, never, openFile, put, useTransport } from '../transport-fixture.ts';

const openTransport = useTransport();

const MiB = 1024 * 1024;

describe('the shared bandwidth', () => {
  it('gives everything at once without a limit', () => {
    expect(new SharedBandwidth().take(5 * MiB)).toBe(5 * MiB);
  });

  it('is one bucket for all threads that share its memory', () => {
    const one = new SharedBandwidth();
    const other = new SharedBandwidth(one.memory);
    one.setLimit(4000);
    let taken = 0;
    for (let bytes = one.take(MiB); bytes > 0; bytes = one.take(MiB)) taken += bytes;
    expect(taken).toBeGreaterThan(0);
    expect(other.take(MiB)).toBe(0);
    expect(other.waitingTime(MiB)).toBeGreaterThan(0);
  });

  it('never goes below one kilobyte a second', () => {
    const bandwidth = new SharedBandwidth();
    bandwidth.setLimit(1);
    expect(bandwidth.take(MiB)).toBe(Math.floor(1024 / 40));
  });

  it('is served in turn, and nothing is taken for those who are gone', async () => {
    const bandwidth = new SharedBandwidth();
    bandwidth.setLimit(100_000);
    while (bandwidth.take(MiB) > 0);
    const queue = new BandwidthQueue(bandwidth);
    const order: string[] = [];
    const wait = async (name: string, isOver: boolean) => {
      const bytes = await queue.take(MiB, () => isOver);
      order.push(`${name} ${bytes}`);
    };
    await Promise.all([wait('first', false), wait('gone', true), wait('second', false)]);
    expect(order).toEqual(['first 2500', 'gone 0', 'second 2500']);
  });
});

describe('the bandwidth limit of a transport', () => {
  it('acts on running requests as soon as it is lifted', async () => {
    const server = await startHttp((request, response) => {
      request.resume().on('end', () => response.end());
    });
    const size = 8 * MiB;
    const body = fileBody(openFile(Buffer.alloc(size)), size);
    const transport = openTransport({ workers: 2 });
    // At this speed the two bodies would take more than two hours.
    transport.setLimit(2048);
    const moved = Promise.withResolvers<void>();
    const options = { signal: never(), onBytes: () => moved.resolve() };
    const sent = [1, 2].map(() => transport.send(put(server.url, body), options));
    await moved.promise;
    transport.setLimit(null);
    const answers = await Promise.all(sent);
    expect(answers.map((answer) => answer.status)).toEqual([200, 200]);
  });

  it('does not count waiting for it as idleness', async () => {
    const server = await startHttp((request, response) => {
      request.resume().on('end', () => response.end());
    });
    const transport = openTransport({ workers: 1 });
    transport.setLimit(4096);
    // Three turns each, and a second between the turns of one: twice the idle time-out.
    const size = 300;
    const body = fileBody(openFile(Buffer.alloc(size)), size);
    const answers = await Promise.all(
      Array.from({ length: 40 }, () =>
        transport.send(put(server.url, body, 500), { signal: never() }),
      ),
    );
    expect(answers.every((answer) => answer.status === 200)).toBe(true);
  });
});
