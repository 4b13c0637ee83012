/**
 * `npm run demo`: runs the main job from beginning to end, without configuration. It uploads a
 * folder to a local sandbox, kills the upload half way, resumes it, and compares every object with
 * its file. The exit code is 0 only if all objects are identical and no finished content was sent
 * again.
 */
import { mkdtemp, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { demoUsage, readDemoArguments } from './demo/demo-arguments.ts';
import { findProblems, reportLines } from './demo/demo-report.ts';
import { createLiveLine } from './demo/live-line.ts';
import { performDemo } from './demo/perform-demo.ts';
import type { Stage } from './demo/watched-upload.ts';

const stage: Stage = { line: createLiveLine(process.stdout, () => performance.now()) };

/**
 * Ctrl-C leaves no process running: the sandbox lives in this process, and Ferry is killed by its
 * id.
 */
function stopOnSignal(dataFolder: string): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      stage.ferry?.kill();
      stage.line.say(`Stopped. Delete what was made with: rm -r ${dataFolder}`);
      process.exit(130);
    });
  }
}

function say(text: string, exitCode: number): number {
  stage.line.say(text);
  return exitCode;
}

async function main(): Promise<number> {
  const request = readDemoArguments(process.argv.slice(2));
  if (request.kind === 'help') return say(demoUsage, 0);
  if (request.kind === 'wrong') return say(`${request.sentence}\n\n${demoUsage}`, 2);
  const { folder } = request.arguments;
  if (folder !== undefined && !(await stat(folder).catch(() => undefined))?.isDirectory()) {
    return say(`${folder} is no folder.`, 2);
  }
  const dataFolder = await mkdtemp(path.join(tmpdir(), 'ferry-demo-'));
  stopOnSignal(dataFolder);
  try {
    const facts = await performDemo(stage, request.arguments, dataFolder);
    for (const line of reportLines(facts)) stage.line.say(line);
    return findProblems(facts).length === 0 ? 0 : 1;
  } finally {
    stage.ferry?.kill();
    await stage.sandbox?.close();
  }
}

process.exitCode = await main();
