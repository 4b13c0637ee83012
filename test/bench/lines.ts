import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type BenchResult, compare } from './comparison.ts';
import { aliDefault, aliTuned, type Contender } from './contenders.ts';
import { startServerProcess } from './server-process.ts';
import { startSink } from './sink-process.ts';
import { makeWorkload } from './workload.ts';

/** What `line-relay.ts` emulates between a client and the sink. */
export interface Line {
  /** Of all connections together; absent means that only the windows limit them. */
  readonly bitsPerSecond?: number;
  /** Milliseconds from a segment to its confirmation. */
  readonly roundTrip: number;
  /** Share of the segments that are lost, from 0 to 1. */
  readonly loss: number;
  /** Decides which. */
  readonly seed: number;
}

interface Shape extends Omit<Line, 'seed'> {
  readonly title: string;
  readonly largeMiB: number;
  readonly others: readonly Contender[];
}

const both = [aliDefault, aliTuned];
const shapes: readonly Shape[] = [
  { title: '20 Mbit/s', bitsPerSecond: 20e6, roundTrip: 30, loss: 0, largeMiB: 32, others: both },
  {
    title: '100 Mbit/s',
    bitsPerSecond: 100e6,
    roundTrip: 30,
    loss: 0,
    largeMiB: 128,
    others: both,
  },
  // There a part of 8 MiB takes longer than the 60 s that ali-oss waits.
  { title: '100 ms, 1 % lost', roundTrip: 100, loss: 0.01, largeMiB: 32, others: [aliDefault] },
  { title: '200 ms, 0.1 % lost', roundTrip: 200, loss: 0.001, largeMiB: 32, others: [aliDefault] },
];

/** Uploads of one file over lines with a rate, or with lost segments. A round is a seed. */
export async function compareLines(
  temporary: string,
  isQuick: boolean,
  rounds: number,
  log: (line: string) => void,
): Promise<readonly BenchResult[]> {
  const compared: BenchResult[] = [];
  for (const [index, { title, largeMiB, others, ...shape }] of shapes.entries()) {
    const folder = join(temporary, `line-${index}`);
    mkdirSync(folder);
    const size = { largeMiB: isQuick ? largeMiB / 4 : largeMiB, smallFiles: 0, smallBytes: 0 };
    const workload = await makeWorkload(folder, size);
    const sink = await startSink(folder, workload);
    const port = Number(new URL(sink.endpoint).port);
    const lines = await Promise.all(
      Array.from({ length: rounds }, (_, seed) =>
        startServerProcess('line-relay.ts', JSON.stringify({ port, line: { ...shape, seed } })),
      ),
    );
    const orderOf = (round: number) => ({
      endpoint: `http://127.0.0.1:${lines[round]?.port ?? port}`,
      kind: 'large' as const,
      path: workload.largeFile,
    });
    const name = `One file, ${title}`;
    const result = await compare(name, orderOf, others, rounds, { temporary }, log);
    if (shape.bitsPerSecond !== undefined) {
      const ideal = (size.largeMiB * 1024 * 1024 * 8) / shape.bitsPerSecond;
      log(`${name}: Ferry fills ${((100 * ideal) / result.ferry.seconds).toFixed(1)} % of it`);
    }
    compared.push(result);
    await Promise.all([...lines, sink].map((one) => one.close()));
  }
  return compared;
}
