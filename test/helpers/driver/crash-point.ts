import type { Assembly } from '../../../main/assembly.ts';

/** A step of an upload that a process takes: a write to its database or a request to OSS. */
export type CrashStep =
  | 'intend'
  | 'saveUploadId'
  | 'savePart'
  | 'finish'
  | 'initiate'
  | 'uploadPart'
  | 'complete'
  | 'abort';

/** Where a process ends itself by SIGKILL. */
export interface CrashPoint {
  readonly step: CrashStep;
  /** `after`: the step has been taken, and its caller does not know yet. */
  readonly moment: 'before' | 'after';
  /** 1 is the first time that the step is taken. */
  readonly time: number;
}

type Call<Args extends readonly unknown[], Result> = (...args: Args) => Promise<Result>;

/** What a signed request does, by its method and its query. */
function stepOf(method: string, url: string): CrashStep | undefined {
  const { searchParams } = new URL(url);
  if (method === 'POST' && searchParams.has('uploads')) return 'initiate';
  if (method === 'PUT' && searchParams.has('partNumber')) return 'uploadPart';
  if (method === 'POST' && searchParams.has('uploadId')) return 'complete';
  if (method === 'DELETE' && searchParams.has('uploadId')) return 'abort';
  return undefined;
}

/** No handler runs and nothing is flushed: the kernel ends the process before the call returns. */
function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

/** Puts a trap in the ports of a Ferry: the product knows nothing of it. */
export function dieAt({ step: wanted, moment, time }: CrashPoint, ferry: Assembly): void {
  const { store, transport } = ferry;
  let begun = 0;
  let ended = 0;

  async function take<Result>(
    step: CrashStep | undefined,
    call: () => Promise<Result>,
  ): Promise<Result> {
    if (step !== wanted) return await call();
    begun += 1;
    if (moment === 'before' && begun === time) die();
    const result = await call();
    ended += 1;
    if (moment === 'after' && ended === time) die();
    return result;
  }

  const trapped =
    <Args extends readonly unknown[], Result>(
      step: CrashStep,
      call: Call<Args, Result>,
    ): Call<Args, Result> =>
    (...args) =>
      take(step, () => call(...args));

  const quiet = { ...store };
  store.intend = trapped('intend', (...args) => quiet.intend(...args));
  store.saveUploadId = trapped('saveUploadId', (...args) => quiet.saveUploadId(...args));
  store.savePart = trapped('savePart', (...args) => quiet.savePart(...args));
  store.apply = (id, event, facts) =>
    take(event.type === 'finish' ? 'finish' : undefined, () => quiet.apply(id, event, facts));
  const line = { ...transport };
  transport.send = (request, options) =>
    take(stepOf(request.method, request.url), () => line.send(request, options));
}
