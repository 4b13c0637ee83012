/**
 * Runs the simulation and the hunt for planted bugs, and writes what came of them into
 * docs/reliability.md: `node test/simulation/report.ts [--seeds 5000]`. With `--planted-bugs` it
 * only hunts the bugs whose recorded seed is out of date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { format } from 'prettier';
import type { Catch } from './planted-bugs/hunt-worker.ts';
import { huntAll, plantedBugs, recordedSeeds } from './planted-bugs/hunt-all.ts';
import type { SeedReport } from './seeds/run-seeds.ts';
import { shareSeeds } from './seeds/share-seeds.ts';
import { faultNames, faultRows } from './world/faults.ts';

const page = new URL('../../docs/reliability.md', import.meta.url);
const threads = 2;

function faultTable(report: SeedReport): readonly string[] {
  const rows = [...faultNames].sort((one, other) => faultRows[one] - faultRows[other]);
  return [
    '| row | fault | fired |',
    '|---|---|---|',
    ...rows.map((name) => {
      return `| ${faultRows[name]} | ${name} | ${grouped(report.fired.get(name) ?? 0)} |`;
    }),
  ];
}

function catchTable(catches: readonly Catch[]): readonly string[] {
  return [
    '| planted bug | what is wrong then | seed that catches it | broken invariant |',
    '|---|---|---|---|',
    ...catches.map(({ name, seed, invariant }) => {
      const what = plantedBugs.find((bug) => bug.name === name)?.what ?? '';
      return `| ${name} | ${what} | ${seed ?? 'not caught'} | ${invariant ?? ''} |`;
    }),
  ];
}

function summary(report: SeedReport): readonly string[] {
  const days = (2 * report.milliseconds) / 86_400_000;
  return [
    `- seeds run, each twice with equal traces: ${grouped(report.seeds)}`,
    `- events: ${grouped(report.events)}; virtual time: ${grouped(Math.round(days))} days`,
    `- broken invariants: ${report.failures.length}`,
  ];
}

/** Replaces what stands between `<!-- name:begin -->` and `<!-- name:end -->`. */
function replaceSection(text: string, name: string, lines: readonly string[]): string {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from === -1 || to < from) throw new Error(`docs/reliability.md has no section ${name}`);
  return `${text.slice(0, from + begin.length)}\n\n${lines.join('\n')}\n\n${text.slice(to)}`;
}

function grouped(number: number): string {
  return number.toLocaleString('en-US');
}

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '5000' },
    'planted-bugs': { type: 'boolean', default: false },
  },
});
const last = Number(values.seeds);
const bugsOnly = values['planted-bugs'];
const report = bugsOnly ? undefined : await shareSeeds(threads, { first: 1, last });
const catches = await huntAll(threads, last, bugsOnly ? recordedSeeds() : undefined);
let text = readFileSync(page, 'utf8');
if (report !== undefined) {
  text = replaceSection(text, 'summary', summary(report));
  text = replaceSection(text, 'faults', faultTable(report));
}
text = replaceSection(text, 'planted-bugs', catchTable(catches));
writeFileSync(page, await format(text, { parser: 'markdown', printWidth: 100 }));
const failures = report?.failures ?? [];
for (const failure of failures) process.stdout.write(`${failure}\n`);
const missed = catches.filter(({ seed }) => seed === undefined);
for (const { name } of missed) process.stdout.write(`not caught: ${name}\n`);
process.exitCode = failures.length + missed.length > 0 ? 1 : 0;
