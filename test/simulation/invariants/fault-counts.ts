import type { Witness } from '../witness.ts';
import type { Row } from '../queue/queue-state.ts';
import type { Scene } from './scene.ts';

/** Counts the faults that lie in what is added, and strike when it becomes rows. */
export function faultCounts({ world: { faults }, queue }: Scene): Partial<Witness> {
  return {
    rowsAdded: (rows) => {
      if (rows.some((row) => hasTwin(row, queue().rows))) faults.count('roots-overlap');
      for (const { state, key, size, source } of rows) {
        if (source.kind === 'file' && size === 0 && state.name === 'queued') {
          faults.count('empty-file');
        }
        if (/[^ -~]|[%&?#]/.test(key)) faults.count('odd-name');
        if (state.name === 'skipped' && state.reason === 'already-queued') {
          faults.count('same-file-added');
        }
        if (state.name !== 'failed') continue;
        const { code } = state.error;
        if (code === 'size-refused') faults.count('size-refused');
        if (code === 'key-collision') faults.count('key-collision');
        if (code !== 'key-invalid') continue;
        faults.count(key.includes('..') ? 'dot-segment' : 'key-too-long');
      }
    },
  };
}

/** Whether two roots of a batch hold the row's file. */
function hasTwin(row: Row, rows: ReadonlyMap<number, Row>): boolean {
  return [...rows.values()].some(
    (other) =>
      other.id !== row.id && other.batchId === row.batchId && other.source.path === row.source.path,
  );
}
