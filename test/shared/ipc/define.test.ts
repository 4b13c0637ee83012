import * as v from 'valibot';
import { expect, it } from 'vitest';
import { contract } from '../../../shared/ipc/contract.ts';
import { call, channelName, type Contract, event } from '../../../shared/ipc/define.ts';

const definitions = Object.entries<Contract[string]>(contract).flatMap(([group, members]) =>
  Object.entries(members).map(([name, definition]) => ({
    channel: channelName(group, name),
    definition,
  })),
);

it('every call and event has a channel of its own', () => {
  const channels = definitions.map(({ channel }) => channel);
  expect(new Set(channels).size).toBe(channels.length);
  expect(channels.filter((channel) => !/^ferry:[a-z]+\.[a-zA-Z]+$/.test(channel))).toEqual([]);
  expect(channelName('transfers', 'details')).toBe('ferry:transfers.details');
});

it('a call has limits, whether it names them or not', () => {
  const input = v.string();
  const plain = { kind: 'call', input, callsPerSecond: 50, from: 'page', mostBytes: 1024 * 1024 };
  expect([
    call(input).returns<void>(),
    call(input, { from: 'preload', mostBytes: 9 }).returns<void>(),
    event(),
  ]).toEqual([plain, { ...plain, from: 'preload', mostBytes: 9 }, { kind: 'event' }]);
});

it('only the preload may name paths', () => {
  const fromPreload = definitions.filter(
    ({ definition }) => definition.kind === 'call' && definition.from === 'preload',
  );
  expect(fromPreload.map(({ channel }) => channel)).toEqual(['ferry:batches.handOver']);
});
