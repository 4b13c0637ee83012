import type { RunEvent } from '../../main/cli/report/run-event.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { formatSize } from '../../shared/text/units.ts';
import type { Observed } from './kill-moment.ts';
import type { LiveLine } from './live-line.ts';
import { runFerry } from './run-ferry.ts';
import type { FerryEnd, FerryProcess } from './run-ferry.ts';

/** Interval in milliseconds between checks for the kill. */
const lookInterval = 20;

/**
 * The resources of the demo. Running processes are recorded here, so that none outlives the demo.
 */
export interface Stage {
  readonly line: LiveLine;
  ferry?: FerryProcess;
  sandbox?: Sandbox;
}

/** One run of Ferry. */
export interface WatchedUpload {
  readonly end: FerryEnd;
  readonly seconds: number;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** The environment of Ferry: the keys and the endpoint of the sandbox. */
function sandboxEnvironment(sandbox: Sandbox): NodeJS.ProcessEnv {
  return {
    ...process.env,
    OSS_ACCESS_KEY_ID: sandbox.accessKeyId,
    OSS_ACCESS_KEY_SECRET: sandbox.accessKeySecret,
    OSS_ENDPOINT: sandbox.endpoint,
    OSS_REGION: sandbox.region,
    OSS_SESSION_TOKEN: '',
  };
}

/**
 * Runs Ferry in its own process to its end, or until `isMoment` is true and Ferry is killed with
 * SIGKILL.
 */
export async function watchedUpload(
  stage: Stage,
  sandbox: Sandbox,
  words: readonly string[],
  isMoment: (observed: Observed) => boolean,
): Promise<WatchedUpload> {
  const startedAt = performance.now();
  let filesDone = 0;
  let filesTotal: number | undefined;

  const ferry = runFerry(words, sandboxEnvironment(sandbox), (event: RunEvent) => {
    if (event.type === 'transfer' && event.state === 'done') filesDone += 1;
    if (event.type !== 'progress') return;
    const { files, bytes, speed, scanning } = event;
    if (!scanning) filesTotal = files.total;
    const total = `${count(files.total)}${scanning ? '+' : ''}`;
    stage.line.show(
      `${count(files.done)} of ${total} files, ${formatSize(bytes.sent)}, ${formatSize(speed)}/s`,
    );
  });
  stage.ferry = ferry;
  const watch = setInterval(() => {
    if (!isMoment({ filesDone, filesTotal })) return;
    clearInterval(watch);
    ferry.kill();
  }, lookInterval);
  const end = await ferry.ended;
  clearInterval(watch);
  delete stage.ferry;
  return { end, seconds: (performance.now() - startedAt) / 1000 };
}
