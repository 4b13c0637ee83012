import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type BenchResult, compare } from './comparison.ts';
import { aliDefault, aliTuned, curl, ferry, type Ground } from './contenders.ts';
import { measureCuts } from './cut.ts';
import { compareCommands } from './command-start.ts';
import { checksumTable } from './checksum-speed.ts';
import { availableElectron, chooseElectron } from '../electron-host/choose-electron.ts';
import { compareLatencies } from './latency.ts';
import { compareLines } from './lines.ts';
import { measureLongRuns } from './long.ts';
import {
  commandTable,
  cutTable,
  longTable,
  resultTable,
  startTable,
  windowTable,
} from './report.ts';
import { startSink } from './sink-process.ts';
import { compareStarts } from './start-up.ts';
import { measureWindow } from './window/window-bench.ts';
import { makeWorkload, type Workload, type WorkloadSize } from './workload.ts';

const full: WorkloadSize = { largeMiB: 1024, smallFiles: 5000, smallBytes: 16 * 1024 };
const quick: WorkloadSize = { largeMiB: 128, smallFiles: 500, smallBytes: 16 * 1024 };

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: 'plain,tls,small,start,command,window' },
    out: { type: 'string', default: 'bench-results' },
  },
});
const rounds = Number(values.rounds);
const wanted = values.only.split(',');
const log = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

const temporary = mkdtempSync(join(tmpdir(), 'ferry-bench-'));
process.on('exit', () => {
  rmSync(temporary, { recursive: true, force: true });
});

const uploads = ['plain', 'tls', 'small'];
const results = [
  ...(wanted.some((name) => uploads.includes(name)) ? await compareUploads() : []),
  ...(wanted.includes('latency')
    ? await compareLatencies(temporary, values.quick, rounds, log)
    : []),
  ...(wanted.includes('lines') ? await compareLines(temporary, values.quick, rounds, log) : []),
];
const cuts = wanted.includes('cut') ? await measureCuts(temporary, values.quick, log) : undefined;
const longRuns = wanted.includes('long')
  ? await measureLongRuns(temporary, values.quick, log)
  : undefined;
const starts = wanted.includes('start') ? await tryStarts() : undefined;
const window = wanted.includes('window') ? await tryWindow() : undefined;
const commands = wanted.includes('command')
  ? await compareCommands(temporary, rounds, log)
  : undefined;

async function compareUploads(): Promise<readonly BenchResult[]> {
  log('Writing the files…');
  const workload = await makeWorkload(temporary, values.quick ? quick : full);
  const compared: BenchResult[] = [];
  for (const secure of [false, true]) compared.push(...(await compareOn(workload, secure)));
  return compared;
}

/** Over plain HTTP, or over TLS. */
async function compareOn(workload: Workload, secure: boolean): Promise<readonly BenchResult[]> {
  const compared: BenchResult[] = [];
  const title = secure ? 'One large file, TLS' : 'One large file';
  const needed = wanted.includes(secure ? 'tls' : 'plain');
  const small = !secure && wanted.includes('small');
  if (!needed && !small) return [];
  const sink = await startSink(temporary, workload, { secure });
  const ground = {
    temporary,
    ...(sink.certificate !== undefined && { certificate: sink.certificate }),
  };
  log('Warming up…');
  await warmUp(workload, sink.endpoint, ground);
  if (needed) {
    const order = { endpoint: sink.endpoint, kind: 'large' as const, path: workload.largeFile };
    const others = [aliDefault, aliTuned, curl];
    compared.push(await compare(title, () => order, others, rounds, ground, log));
  }
  if (small) {
    const order = { endpoint: sink.endpoint, kind: 'small' as const, path: workload.smallFolder };
    compared.push(await compare('Small files', () => order, [aliDefault], rounds, ground, log));
  }
  await sink.close();
  return compared;
}

/** The window's start, where there is something to run it on. */
async function tryStarts() {
  if (availableElectron(process.env) === undefined) {
    log('No Chromium and no Electron here: the start is left out.');
    return undefined;
  }
  return await compareStarts(chooseElectron(), temporary, rounds, log);
}

/** The window with very many files, where there is something to run it on. */
async function tryWindow() {
  if (availableElectron(process.env) === undefined) {
    log('No Chromium and no Electron here: the window is left out.');
    return undefined;
  }
  const rows = values.quick ? 100_000 : 1_000_000;
  return await measureWindow(chooseElectron(), temporary, rows, rounds, log);
}

/** Everybody once, unmeasured: files in the page cache, code compiled. */
async function warmUp(workload: Workload, endpoint: string, ground: Ground): Promise<void> {
  for (const contender of [ferry, aliDefault]) {
    await contender.upload({ endpoint, kind: 'large', path: workload.largeFile }, ground);
  }
}

const tables = [
  ...(results.length > 0 ? [resultTable(results), await checksumTable()] : []),
  ...(cuts === undefined ? [] : [cutTable(cuts)]),
  ...(longRuns === undefined ? [] : [longTable(longRuns)]),
  ...(starts === undefined ? [] : [startTable(starts)]),
  ...(window === undefined ? [] : [windowTable(window)]),
  ...(commands === undefined ? [] : [commandTable(commands)]),
];
process.stdout.write(`${tables.join('\n')}\n`);
mkdirSync(values.out, { recursive: true });
const file = join(values.out, 'bench.json');
writeFileSync(
  file,
  `${JSON.stringify({ rounds, results, cuts, longRuns, starts, window, commands }, undefined, 2)}\n`,
);
log(`Written to ${file}`);
