import type { TransferView } from '../../engine/api.ts';
import type { Reporter } from '../report/reporter.ts';
import type { CallbackFailure } from '../report/run-report.ts';
import type { Queue } from './world.ts';

/**
 * Checks the callback responses of finished files: a failed callback leaves its object in place.
 */
export interface CallbackWatch {
  readonly onDone: (view: TransferView) => void;
  /** The failed callbacks, once every callback response is checked. */
  failures(): Promise<readonly CallbackFailure[]>;
}

/** Asks the store about each finished row of a batch with a callback. */
export function watchCallbacks(store: Queue, reporter: Reporter): CallbackWatch {
  const withCallback = new Map<number, Promise<boolean>>();
  const failures: CallbackFailure[] = [];
  const pending = new Set<Promise<void>>();

  async function hasCallback(batchId: number): Promise<boolean> {
    return (await store.batch(batchId))?.options.callback !== undefined;
  }

  async function look(view: TransferView): Promise<void> {
    const known = withCallback.get(view.batchId) ?? hasCallback(view.batchId);
    withCallback.set(view.batchId, known);
    if (!(await known)) return;
    const answer = (await store.details(view.id))?.result?.callback;
    if (answer === undefined || answer.ok) return;
    failures.push({ path: view.relativePath, error: answer.error });
    reporter.report({
      type: 'notice',
      level: 'warning',
      code: 'callback-failed',
      message: 'The object is stored, but its callback did not work.',
      id: view.id,
      path: view.relativePath,
      error: answer.error,
    });
  }

  return {
    onDone(view) {
      const task = look(view).finally(() => pending.delete(task));
      // `failures` awaits this task and throws its error.
      task.catch(() => undefined);
      pending.add(task);
    },
    async failures() {
      await Promise.all(pending);
      return failures;
    },
  };
}
