import { chmodSync, lstatSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectControl, type ControlClient } from '../../main/control/client.ts';
import { controlContract, keyDigest } from '../../main/control/contract.ts';
import { type ControlServer, serveControl } from '../../main/control/server.ts';
import {
  type CallDefinition,
  type Definition,
  type Schema,
  withoutUndefined,
} from '../../shared/ipc/define.ts';
import { exceeds, gate } from '../../shared/ipc/gate.ts';
import { createFakeEngine, type FakeEngine } from '../helpers/doubles/fake-engine.ts';
import { createFakeQueue, type FakeQueue } from '../helpers/doubles/fake-queue.ts';
import { controlExamples } from './control-examples.ts';
import { hostileInputs } from './hostile-inputs.ts';

const canary = 'CanaryAccessKeyId';

let folder: string;
let file: string;
let queue: FakeQueue;
let engine: FakeEngine;
const servers: ControlServer[] = [];
const clients: ControlClient[] = [];
const sockets: Socket[] = [];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ferry-control-'));
  file = path.join(folder, 'queue.db');
  writeFileSync(file, '');
  queue = createFakeQueue();
  engine = createFakeEngine(queue);
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all(servers.splice(0).map((server) => server.close()));
  rmSync(folder, { recursive: true, force: true });
});

const place = () => path.join(`${file}.control`, 'socket');
const spoolFolder = () => path.join(folder, 'spool');

async function serve(): Promise<ControlServer> {
  const server = await serveControl(file, {
    engine,
    store: () => queue,
    spoolFolder: spoolFolder(),
    version: '1.0.0',
    environmentKeys: (nonce) => keyDigest(canary, nonce),
    monotonic: () => performance.now(),
  });
  servers.push(server);
  return server;
}

async function join(ownRowsOnly = false): Promise<ControlClient> {
  const client = await connectControl(file, ownRowsOnly);
  if (client === undefined) throw new Error('Nothing listens');
  clients.push(client);
  return client;
}

/** A connection that says what it likes, and hears the answers. */
function raw() {
  const socket = connect(place());
  sockets.push(socket);
  socket.on('error', () => undefined);
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  const closed = new Promise<'closed'>((resolve) => {
    socket.on('close', () => {
      resolve('closed');
    });
  });
  return {
    socket,
    closed,
    ask: async (line: string): Promise<Record<string, unknown>> => {
      socket.write(`${line}\n`);
      const next = await lines.next();
      return next.done === true ? {} : (JSON.parse(next.value) as Record<string, unknown>);
    },
  };
}

const greeting = JSON.stringify({ id: 1, call: 'ferry.greet', input: controlExamples.ferry.greet });
const refused = (id: number) => ({ id, ok: false, error: { code: 'call-refused' } });

describe('the socket', () => {
  it('can be reached by its user only', async () => {
    expect((await serve()).listening).toBe(true);
    expect(lstatSync(place()).mode & 0o777).toBe(0o600);
    expect(lstatSync(path.dirname(place())).mode & 0o777).toBe(0o700);
    await join();
  });

  it('is gone when the server ends, and so are its connections', async () => {
    const server = await serve();
    const client = await join();
    const settled = client.calls.queue.batches(1);
    await settled;
    await server.close();
    await expect(client.calls.queue.batches(1)).rejects.toThrow('has ended');
    expect(await connectControl(file, false)).toBeUndefined();
  });

  it('is replaced when a Ferry that was killed has left it', async () => {
    mkdirSync(path.dirname(place()), { mode: 0o700 });
    writeFileSync(place(), '');
    expect(await connectControl(file, false)).toBeUndefined();
    expect((await serve()).listening).toBe(true);
    await join();
  });

  it.each([0o777, 0o750, 0o705])(
    'is neither made nor trusted in a folder of mode %o',
    async (mode) => {
      mkdirSync(path.dirname(place()));
      chmodSync(path.dirname(place()), mode);
      expect((await serve()).listening).toBe(false);
      const imposter = createServer();
      await new Promise<void>((resolve) => imposter.listen(place(), resolve));
      expect(await connectControl(file, false)).toBeUndefined();
      await new Promise((resolve) => imposter.close(resolve));
    },
  );
});

describe('a stranger on the socket', () => {
  it('is answered nothing before it has greeted in our version', async () => {
    await serve();
    const { ask } = raw();
    const call = JSON.stringify({ id: 2, call: 'engine.pause', input: { all: true } });
    expect(await ask(call)).toMatchObject(refused(2));
    const newer = { ...controlExamples.ferry.greet, protocol: 3, more: true };
    expect(await ask(JSON.stringify({ id: 3, call: 'ferry.greet', input: newer }))).toMatchObject({
      id: 3,
      ok: true,
      value: { protocol: 2, version: '1.0.0' },
    });
    expect(await ask(call)).toMatchObject(refused(2));
    expect(engine.calls).toEqual([]);
  });

  it.each([
    ['no JSON', '{', 0],
    ['nothing', '', 0],
    ['null', 'null', 0],
    ['a list', '[]', 0],
    ['no call', '{"id":5}', 0],
    ['a strange field', '{"id":5,"call":"queue.batches","input":1,"more":1}', 0],
    ['a call that is not there', '{"id":5,"call":"queue.drop"}', 5],
    ['a call of the prototype', '{"id":5,"call":"queue.__proto__"}', 5],
    ['a call of the window', '{"id":5,"call":"accounts.save"}', 5],
    ['an event', '{"id":5,"call":"ferry.progress"}', 5],
    ['a wrong input', '{"id":5,"call":"engine.pause","input":{"path":"/"}}', 5],
    ['a prototype', '{"id":5,"call":"engine.pause","input":{"__proto__":{"all":true}}}', 5],
    [
      'a relative path',
      JSON.stringify({
        id: 5,
        call: 'engine.add',
        input: { ...controlExamples.engine.add, roots: ['a'] },
      }),
      5,
    ],
    [
      'a file that is not in the spool',
      JSON.stringify({ id: 5, call: 'engine.addBlob', input: controlExamples.engine.addBlob }),
      5,
    ],
  ])('is refused %s, and the next call is answered', async (_what, line, id) => {
    await serve();
    const { ask } = raw();
    expect(await ask(greeting)).toMatchObject({ id: 1, ok: true });
    expect(await ask(line)).toMatchObject(refused(id));
    expect(await ask('{"id":6,"call":"queue.batches","input":1}')).toEqual({
      id: 6,
      ok: true,
      value: [],
    });
    expect(engine.calls).toEqual([]);
  });

  it('is cut off when its message does not end', async () => {
    await serve();
    const { socket, closed } = raw();
    const chunk = Buffer.alloc(1024 * 1024, 'a');
    const fill = (): void => {
      while (socket.writable && socket.write(chunk));
    };
    socket.on('drain', fill);
    fill();
    expect(await closed).toBe('closed');
    // The engine still gets its answer.
    await join();
  });

  it('cannot take an account of the window', async () => {
    await serve();
    const { saveAccount } = controlExamples.engine;
    await queue.saveAccount({
      ...withoutUndefined(saveAccount),
      credentials: { kind: 'keychain' },
    });
    const { calls } = await join();
    await expect(calls.engine.saveAccount(saveAccount)).rejects.toThrow('belongs to the window');
    expect((await queue.account(saveAccount.id))?.credentials.kind).toBe('keychain');
  });
});

describe('what travels', () => {
  it('holds no access key, not even its name', async () => {
    await serve();
    const { ask } = raw();
    const answer = JSON.stringify(await ask(greeting));
    expect(answer).not.toContain(canary);
    const client = await join();
    expect(client.sameKeys(canary)).toBe(true);
    expect(client.sameKeys('another')).toBe(false);
    expect(client.sameKeys(undefined)).toBe(false);
    expect(JSON.stringify(client.greeting)).not.toContain(canary);
    const other = await join();
    expect(other.greeting.environmentKeys).not.toBe(client.greeting.environmentKeys);
  });
});

interface NamedCall {
  readonly name: string;
  readonly definition: CallDefinition<Schema, unknown>;
  readonly example: unknown;
}

const examples: Readonly<Record<string, Readonly<Record<string, unknown>>>> = controlExamples;
const calls: readonly NamedCall[] = Object.entries(controlContract).flatMap(
  ([group, definitions]) =>
    Object.entries(definitions as Readonly<Record<string, Definition>>).flatMap(
      ([name, definition]) =>
        definition.kind === 'call'
          ? [{ name: `${group}.${name}`, definition, example: examples[group]?.[name] }]
          : [],
    ),
);

/** What arrives of a value: what JSON makes of it. One too large for a message comes as it is. */
function asMessage(value: unknown): unknown {
  if (exceeds(value, 4 * 1024 * 1024)) return value;
  const text = JSON.stringify({ value }, (_key, field: unknown) =>
    typeof field === 'bigint' ? String(field) : field,
  );
  return (JSON.parse(text) as { readonly value?: unknown }).value;
}

describe('every call of a command', () => {
  it('is known, and has limits of its size and its rate', () => {
    expect(calls.map(({ name }) => name)).toHaveLength(32);
    const large = calls.filter(({ definition }) => definition.mostBytes > 1024 * 1024);
    expect(large.map(({ name }) => name)).toEqual([
      'engine.add',
      'engine.takeRows',
      'engine.retry',
      'queue.standing',
      'queue.handOver',
      'queue.settleHandedOver',
    ]);
    expect(Math.max(...calls.map(({ definition }) => definition.callsPerSecond))).toBe(1000);
  });

  it.each(calls)('$name lets its usual input through, so often and no more', async (call) => {
    let answered = 0;
    const gated = gate(
      call.definition,
      () => Promise.resolve((answered += 1)),
      () => 0,
    );
    for (let count = 0; count < 1100; count += 1) await gated(call.example);
    expect(answered).toBe(call.definition.callsPerSecond);
  });

  it.each(calls)('$name hands on nothing but what its contract says', async (call) => {
    let tried = 0;
    for (const [what, hostile] of hostileInputs(call.example)) {
      tried += 1;
      const seen: unknown[] = [];
      const gated = gate(
        call.definition,
        (input) => Promise.resolve(seen.push(input)),
        () => 0,
      );
      const answer = await gated(asMessage(hostile));
      if (answer.ok) expect([what, v.is(call.definition.input, seen[0])]).toEqual([what, true]);
      else expect([what, answer.error.code.startsWith('call-'), seen]).toEqual([what, true, []]);
    }
    expect(tried).toBeGreaterThan(20);
    expect({}).not.toHaveProperty('polluted');
  });
});
