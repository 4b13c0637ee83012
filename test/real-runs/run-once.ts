import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readAddress } from '../../sandbox/rules/address.ts';
import { nameOperation } from '../../sandbox/rules/operation.ts';
import { Query } from '../../sandbox/text/query.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { createObjectReader } from '../../scripts/demo/read-back.ts';
import type { HttpFaultKind } from '../fault-proxy/http-fault.ts';
import { startHttpFaultProxy } from '../fault-proxy/http-fault-proxy.ts';
import type { HttpRequest } from '../fault-proxy/http-message.ts';
import { noise } from '../helpers/source-content.ts';
import { connect } from '../sandbox/helpers/ali-oss.ts';
import { drawRun, type FaultyRun, type PlannedFault } from './draw-run.ts';
import { judgeRun } from './judge-run.ts';
import { runCommand } from './run-command.ts';

/** How a run ended, and what struck it. */
export interface RunOutcome {
  readonly run: FaultyRun;
  /** What is wrong, in sentences. */
  readonly wrong: readonly string[];
  readonly struck: readonly HttpFaultKind[];
  /** What the command wrote. */
  readonly output: string;
}

function operationOf({ method, target, rawHeaders }: HttpRequest): string {
  const [path = '/', text = ''] = target.split('?', 2);
  const host = rawHeaders[rawHeaders.findIndex((name) => /^host$/i.test(name)) + 1] ?? '';
  const { bucket, rawKey: key } = readAddress(host, path, []).address;
  const query = Query.parse(text);
  return nameOperation({ method, bucket, key, query, isCopy: false }) ?? 'none';
}

/** Hands out the planned faults, each once, to the requests that they are meant for. */
function planFaults(faults: readonly PlannedFault[]) {
  const open = new Set(faults);
  const seen = new Map<string, number>();
  const count = (name: string): number => {
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    return before;
  };
  return (message: HttpRequest) => {
    const name = operationOf(message);
    const counts = { own: count(name), any: count('any') };
    const due = [...open].find(({ operation, after }) =>
      operation === 'any' ? counts.any === after : operation === name && counts.own === after,
    );
    if (due === undefined) return undefined;
    open.delete(due);
    return due.fault;
  };
}

const past = new Date(2001, 0);
const future = new Date(2099, 0);

/** Uploads one file by the real command line, with the faults of the seed, and judges what is there. */
export async function runOnce(sandbox: Sandbox, seed: number): Promise<RunOutcome> {
  const run = drawRun(seed);
  const folder = mkdtempSync(path.join(tmpdir(), 'ferry-real-'));
  const prefix = `run-${seed}/`;
  const key = `${prefix}film.bin`;
  const file = noise(run.size, seed);
  const source = path.join(folder, 'film.bin');
  writeFileSync(source, file);
  // Objects are as old as the run.
  const modified = run.former === 'older' ? future : past;
  utimesSync(source, modified, modified);
  const former =
    run.former === 'nothing'
      ? undefined
      : run.former === 'identical'
        ? file
        : noise(run.formerSize, `former ${seed}`);
  if (former !== undefined) await connect(sandbox).put(key, former);
  const struck: HttpFaultKind[] = [];
  const proxy = await startHttpFaultProxy({
    target: sandbox.port,
    faultOf: planFaults(run.faults),
    onStrike: ({ kind }) => struck.push(kind),
  });
  const environment = {
    OSS_ACCESS_KEY_ID: sandbox.accessKeyId,
    OSS_ACCESS_KEY_SECRET: sandbox.accessKeySecret,
    OSS_ENDPOINT: proxy.endpoint,
    OSS_REGION: sandbox.region,
  };
  const stalls = run.faults.some(({ fault }) => fault.kind === 'stall');
  const words = [
    ...['upload', source, '--to', `oss://${sandbox.bucket}/${prefix}`, '--json'],
    ...['--db', path.join(folder, 'queue.db'), '--idle-timeout', stalls ? '1' : '60'],
    ...['--threshold', '100KiB', '--part-size', '100KiB'],
    // Without a terminal and without a policy Ferry asks and gets no answer.
    ...(run.policy === 'ask' ? [] : ['--conflict', run.policy]),
  ];
  const reader = createObjectReader(sandbox, 1);
  try {
    const { exitCode, events, output } = await runCommand(words, environment).finally(() =>
      proxy.close(),
    );
    const objects = new Map<string, Buffer>();
    for (const name of await reader.listKeys(prefix)) {
      const chunks: Buffer[] = [];
      for await (const chunk of await reader.open(name)) chunks.push(chunk as Buffer);
      objects.set(name, Buffer.concat(chunks));
    }
    const wrong = judgeRun({ run, exitCode, events, key, file, former, objects });
    return { run, wrong, struck, output };
  } finally {
    reader.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
